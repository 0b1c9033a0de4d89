using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class GroupCommitTests : GroupCommitFixture
{
    [Fact]
    public void Append_Alone_IsWrittenWithoutWaitingForOthers()
    {
        var append = Queue(Load(), "1")[0];

        Pump.Run();

        Assert.True(append.IsCompletedSuccessfully);
        Assert.Equal(AppendStatus.Durable, Pump.Run(append).Status);
        Assert.Equal(1, Pump.Run(append).Position);
    }

    [Fact]
    public void Appends_OfOneStream_AreOneFrame()
    {
        var appends = Queue(Load(), "1", "2", "3", "4", "5");

        Assert.All(Ends(appends), status => Assert.Equal(AppendStatus.Durable, status));
        Assert.All(appends, append => Assert.Equal(1, Pump.Run(append).Position));
        Assert.Equal(1, Batches);
        Assert.Equal(["1", "2", "3", "4", "5"], Stored());
    }

    [Fact]
    public void Appends_WhileABatchIsInFlight_GoTogetherInTheNext()
    {
        var loaded = Load();
        Store.Faults.Block();
        var version = 0;
        var appends = new List<Task<AppendOutcome>>();
        for (; version < 4; version++)
        {
            appends.Add(Commit.Append(loaded.Writer, version, [Some.Record(version.Number())]));
            Pump.Run();
        }
        Assert.Equal(1, Batches);
        Assert.DoesNotContain(appends, append => append.IsCompleted);

        Store.Faults.Unblock();
        Ends([.. appends]);

        Assert.Equal([1L, 2L, 2L, 2L], appends.Select(append => Pump.Run(append).Position));
        Assert.Equal(2, Batches);
    }

    [Fact]
    public void Appends_OfOneWriter_EndInOrder()
    {
        var loaded = Load();
        var order = new List<int>();
        var tasks = Enumerable.Range(0, 9).Select(i => Pump.Start(async () =>
        {
            var outcome = await Commit.Append(loaded.Writer, i, [Some.Record(i.Number())]);
            order.Add(i);
            return outcome;
        })).ToArray();

        foreach (var task in tasks)
            Pump.Run(task);

        Assert.Equal(Enumerable.Range(0, 9), order);
    }

    [Fact]
    public void Batch_IsBoundedInRecordsAndBytes()
    {
        Commit = NewCommit(new GroupCommitOptions { BatchRecords = 3, BatchBytes = 100 });
        var small = Load("stock/a@1");
        var large = Load("stock/b@1");
        Ends(Queue(small, "1", "2", "3", "4", "5"));
        Assert.Equal(2, Batches);

        Ends(Queue(large, new string('x', 60), new string('y', 60), new string('z', 200)));
        Assert.Equal(5, Batches);
        Assert.Equal(3, Stored("stock/b@1").Length);
    }

    [Fact]
    public void Append_NotContinuingItsWriter_IsABug()
    {
        var loaded = Load();
        Queue(loaded, "1");

        Assert.Throws<ArgumentException>(() => { _ = Commit.Append(loaded.Writer, 0, [Some.Record("again")]); });
        Assert.Throws<ArgumentException>(() => { _ = Commit.Append(loaded.Writer, 2, [Some.Record("gap")]); });
        Assert.Throws<ArgumentException>(() => { _ = Commit.Append(loaded.Writer, 1, []); });
        Assert.Throws<ArgumentException>(() => { _ = Commit.Append(loaded.Writer, 1, [Some.Record("x", "c"), Some.Record("y", "c")]); });
    }

    [Fact]
    public void Conflict_EndsItsWriterAndNobodyElse()
    {
        var first = Load("stock/a@1");
        var second = Load("stock/b@1");
        Store.Faults.ConflictNext("stock/a@1");
        var stale = Queue(first, "1", "2");
        var other = Queue(second, "x");

        Assert.Equal([AppendStatus.Conflict, AppendStatus.Superseded], Ends(stale));
        Assert.Equal([AppendStatus.Durable], Ends(other));
        Assert.Equal([AppendStatus.Superseded], Ends(Commit.Append(first.Writer, 2, [Some.Record("3")])));
        Assert.Empty(Stored("stock/a@1"));
        Assert.Equal([AppendStatus.Durable], Ends(Queue(Load("stock/a@1"), "1")));
    }

    [Fact]
    public void StaleOwner_WithSeveralInFlight_SlipsNoneIn()
    {
        var stale = Load();
        // The other process has appended 1; the stale owner has 1 in flight and 2, 3 behind it.
        Store.Faults.Block();
        var appends = new List<Task<AppendOutcome>>();
        for (var version = 0; version < 3; version++)
        {
            appends.Add(Commit.Append(stale.Writer, version, [Some.Record("stale")]));
            Pump.Run();
        }
        var other = NewCommit();
        var owner = Pump.Run(other.Load("stock/a@1"));
        Store.Faults.Unblock();
        // A block holds back those that came before it was lifted, in the order in which they came.
        Store.Faults.ConflictNext("stock/a@1");

        Assert.Equal([AppendStatus.Conflict, AppendStatus.Superseded, AppendStatus.Superseded], Ends([.. appends]));
        Assert.Equal(AppendStatus.Durable, Pump.Run(other.Append(owner.Writer, 0, [Some.Record("owner")])).Status);
        Assert.Equal(["owner"], Stored());
    }

    [Fact]
    public void Append_OfALaterLoad_RefusesEverythingOfTheOlderWriter()
    {
        var older = Load();
        Store.Faults.Block();
        var inFlight = Queue(older, "1");
        Pump.Run();
        var queued = Commit.Append(older.Writer, 1, [Some.Record("2")]);

        var load = Commit.Load("stock/a@1");
        Pump.Run();
        Assert.False(load.IsCompleted, "The load has to wait for the batch that holds the stream.");
        var late = Commit.Append(older.Writer, 2, [Some.Record("3")]);
        Store.Faults.Unblock();
        var newer = Pump.Run(load);

        Assert.Equal([AppendStatus.Durable, AppendStatus.Superseded, AppendStatus.Superseded], Ends(inFlight[0], queued, late));
        Assert.Equal(1, newer.Version);
        Assert.Equal(["1"], newer.Records.Texts());
        Assert.Equal([AppendStatus.Durable], Ends(Commit.Append(newer.Writer, 1, [Some.Record("2 of the newer")])));
        Assert.Equal(["1", "2 of the newer"], Stored());
    }

    [Fact]
    public void Load_OfAnotherStream_DoesNotWaitForTheBatch()
    {
        var loaded = Load("stock/a@1");
        Store.Faults.Block();
        Queue(loaded, "1");
        Pump.Run();

        var load = Commit.Load("stock/b@1");
        Pump.Run();

        Assert.True(load.IsCompletedSuccessfully);
    }

    [Fact]
    public void Release_WithQueuedAppends_WritesThemAndTheNextLoadSeesThem()
    {
        var loaded = Load();
        Store.Faults.Block();
        var first = Queue(loaded, "1");
        Pump.Run();
        Commit.Release(loaded.Writer);
        Assert.Throws<ArgumentException>(() => { _ = Commit.Append(loaded.Writer, 1, [Some.Record("2")]); });
        var load = Commit.Load("stock/a@1");

        Store.Faults.Unblock();

        Assert.Equal([AppendStatus.Durable], Ends(first));
        Assert.Equal(1, Pump.Run(load).Version);
    }

    [Fact]
    public void Queue_WhenItFills_RefusesNewWorkFirst()
    {
        Commit = NewCommit(new GroupCommitOptions { QueueRecords = 8, NewWorkShare = 0.5 });
        var loaded = Load();
        Store.Faults.Block();
        var inFlight = Commit.Append(loaded.Writer, 0, [Some.Record("0")]);
        Pump.Run();
        var admitted = new List<(bool New, bool Settling)>();
        for (var version = 1; version <= 9; version++)
        {
            admitted.Add((Commit.Admits(Admission.New), Commit.Admits(Admission.Settling)));
            _ = Commit.Append(loaded.Writer, version, [Some.Record("x")]);
        }

        Assert.Equal(4, admitted.Count(admission => admission.New));
        Assert.Equal(8, admitted.Count(admission => admission.Settling));
        Store.Faults.Unblock();
        Ends(inFlight, Commit.Append(loaded.Writer, 10, [Some.Record("last")]));
        Assert.True(Commit.Admits(Admission.New));
    }

    [Fact]
    public void Queue_WhenItFillsWithBytes_RefusesToo()
    {
        Commit = NewCommit(new GroupCommitOptions { QueueBytes = 1_000, NewWorkShare = 0.5 });
        var loaded = Load();
        Store.Faults.Block();
        _ = Commit.Append(loaded.Writer, 0, [Some.Record("0")]);
        Pump.Run();
        _ = Commit.Append(loaded.Writer, 1, [Some.Record(new string('x', 600))]);

        Assert.False(Commit.Admits(Admission.New));
        Assert.True(Commit.Admits(Admission.Settling));
        Store.Faults.Unblock();
    }

    [Fact]
    public void Loads_AreReadTogether()
    {
        Commit = NewCommit(new GroupCommitOptions { LoadStreams = 50, LoadQueries = 1 });
        var loads = Enumerable.Range(0, 120).Select(i => Commit.Load($"stock/{i}@1")).ToArray();

        foreach (var load in loads)
            Pump.Run(load);

        Assert.Equal(3, Store.Faults.ReadCount);
    }

    [Fact]
    public void Loads_BeyondTheBound_AreRefused()
    {
        Commit = NewCommit(new GroupCommitOptions { QueueLoads = 3 });
        var loads = Enumerable.Range(0, 4).Select(i => Commit.Load($"stock/{i}@1")).ToArray();

        Assert.Throws<JournalUnavailableException>(() => Pump.Run(loads[3]));
        Assert.NotNull(Pump.Run(loads[2]).Writer);
    }

    [Fact]
    public void Dispose_WritesWhatWaitsAndTakesNoMore()
    {
        var loaded = Load();
        var appends = Queue(loaded, "1", "2");

        Pump.Close(Commit);

        Assert.Equal([AppendStatus.Durable, AppendStatus.Durable], Ends(appends));
        Assert.Equal([AppendStatus.Unavailable], Ends(Commit.Append(loaded.Writer, 2, [Some.Record("3")])));
        Assert.Throws<JournalUnavailableException>(() => Pump.Run(Commit.Load("stock/b@1")));
    }
}
