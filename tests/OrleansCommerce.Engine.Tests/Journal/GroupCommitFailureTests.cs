using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class GroupCommitFailureTests : GroupCommitFixture
{
    [Fact]
    public void Storage_ThatDidNotWrite_IsTriedAgain()
    {
        Store.Faults.FailNext(AppendFailure.NotWritten);
        Store.Faults.FailNext(AppendFailure.NotWritten);

        Assert.Equal([AppendStatus.Durable, AppendStatus.Durable], Ends(Queue(Load(), "1", "2")));
        Assert.Equal(3, Batches);
    }

    [Theory]
    [InlineData(AppendFailure.UnknownWritten)]
    [InlineData(AppendFailure.UnknownNotWritten)]
    public void Storage_ThatLosesTheAnswer_EndsTheBatchAndItsWritersAsUnknown(AppendFailure failure)
    {
        var loaded = Load();
        Store.Faults.FailNext(failure);
        Store.Faults.Block();
        var first = Commit.Append(loaded.Writer, 0, [Some.Record("1", "c1")]);
        Pump.Run();
        var behind = Commit.Append(loaded.Writer, 1, [Some.Record("2")]);
        Store.Faults.Unblock();

        Assert.Equal([AppendStatus.Unknown, AppendStatus.Superseded], Ends(first, behind));
        var again = Load();
        Assert.Equal(failure is AppendFailure.UnknownWritten ? 1 : 0, again.Version);
        var retry = Commit.Append(again.Writer, again.Version, [Some.Record("1", "c1")]);
        Assert.Equal([failure is AppendFailure.UnknownWritten ? AppendStatus.Duplicate : AppendStatus.Durable], Ends(retry));
        Assert.Equal(["1"], Stored());
    }

    [Fact]
    public void Storage_ThatFails_CountsAsFailingUntilItTakesABatchOrNobodyAsksForAWhile()
    {
        Assert.False(Commit.IsFailing);
        Store.Faults.FailNext(AppendFailure.UnknownNotWritten);
        Assert.Equal([AppendStatus.Unknown], Ends(Queue(Load(), "1")));
        Assert.True(Commit.IsFailing);

        Assert.Equal([AppendStatus.Durable], Ends(Queue(Load(), "1")));
        Assert.False(Commit.IsFailing);

        Store.Faults.FailNext(AppendFailure.UnknownNotWritten);
        Assert.Equal([AppendStatus.Unknown], Ends(Queue(Load(), "2")));
        Time.Advance(TimeSpan.FromSeconds(4));
        Assert.True(Commit.IsFailing);
        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(Commit.IsFailing);
    }

    [Fact]
    public void Storage_ThatStaysAway_EndsEveryAppendWithinTheBound()
    {
        var loaded = Load();
        Store.Faults.FailAll(AppendFailure.NotWritten);
        var started = Time.GetTimestamp();
        var appends = Queue(loaded, "1", "2");
        Pump.Run();
        Time.Advance(TimeSpan.FromSeconds(3));
        var late = Commit.Append(loaded.Writer, 2, [Some.Record("3")]);

        Assert.Equal([AppendStatus.Unavailable, AppendStatus.Superseded], Ends(appends));
        Assert.InRange(Time.GetTimestamp() - started, 0, TimeSpan.FromSeconds(10.1).Ticks);
        Assert.Equal([AppendStatus.Superseded], Ends(late));

        Store.Faults.FailAll(AppendFailure.None);
        Assert.Equal([AppendStatus.Durable], Ends(Queue(Load(), "1")));
        Assert.Equal(["1"], Stored());
    }

    [Fact]
    public void Storage_ThatHangs_EndsEveryAppendWithinTheBound()
    {
        var loaded = Load();
        var other = Load("stock/b@1");
        Store.Faults.Block();
        var started = Time.GetTimestamp();
        var inFlight = Queue(loaded, "1");
        Pump.Run();
        var queued = Queue(other, "x");

        Assert.Equal([AppendStatus.Unknown], Ends(inFlight));
        Assert.Equal([AppendStatus.Unavailable], Ends(queued));
        Assert.InRange(Time.GetTimestamp() - started, 0, TimeSpan.FromSeconds(10.1).Ticks);

        // What the storage still does with the batch, the next load sees.
        var load = Commit.Load("stock/a@1");
        Pump.Run();
        Assert.False(load.IsCompleted);
        Store.Faults.Unblock();
        Assert.Equal(["1"], Pump.Run(load).Records.Texts());
        Assert.Equal([AppendStatus.Durable], Ends(Queue(Load("stock/b@1"), "y")));
        Assert.Equal(["y"], Stored("stock/b@1"));
    }

    [Fact]
    public void Load_WhileTheStorageHangs_EndsWithinTheBound()
    {
        var loaded = Load();
        Store.Faults.Block();
        Queue(loaded, "1");
        Pump.Run();
        var started = Time.GetTimestamp();

        Assert.Throws<JournalUnavailableException>(() => Load());
        Assert.InRange(Time.GetTimestamp() - started, 0, TimeSpan.FromSeconds(10.1).Ticks);
    }

    [Fact]
    public void Load_WhileReadsFail_IsTriedAgainWithinTheBound()
    {
        Store.Faults.ReadsFail = true;
        var load = Commit.Load("stock/a@1");
        Pump.Run();
        Time.Advance(TimeSpan.FromSeconds(1));
        Pump.Run();
        Assert.False(load.IsCompleted);
        Store.Faults.ReadsFail = false;
        Assert.Equal(0, Pump.Run(load).Version);

        Store.Faults.ReadsFail = true;
        Assert.Throws<JournalUnavailableException>(() => Load());
    }

    [Fact]
    public void Load_WhileTheBatchIsTriedAgain_TakesItOutOfTheBatch()
    {
        var older = Load();
        var other = Load("stock/b@1");
        Store.Faults.FailAll(AppendFailure.NotWritten);
        var stale = Queue(older, "stale");
        var kept = Queue(other, "kept");
        Pump.Run();

        var load = Commit.Load("stock/a@1");
        var newer = Pump.Run(load);
        Store.Faults.FailAll(AppendFailure.None);

        Assert.Equal([AppendStatus.Superseded], Ends(stale));
        Assert.Equal([AppendStatus.Durable], Ends(kept));
        Assert.Equal(0, newer.Version);
        Assert.Empty(Stored());
    }

    [Fact]
    public void PrefixOfADuplicate_WhoseSecondAttemptFails_IsUnknown()
    {
        Ends(Queue(Load("stock/other@1"), "x:c1"));
        var loaded = Load();
        Store.Faults.FailNext(AppendFailure.None);
        Store.Faults.FailNext(AppendFailure.UnknownWritten);

        var appends = Queue(loaded, "1", "2:c1", "3");

        Assert.Equal([AppendStatus.Unknown, AppendStatus.Duplicate, AppendStatus.Superseded], Ends(appends));
        Assert.Equal(["1"], Stored());
    }

    [Fact]
    public void Dispose_WhileTheStorageHangs_EndsWithTheLastBound()
    {
        var loaded = Load();
        Store.Faults.Block();
        var append = Queue(loaded, "1");
        Pump.Run();

        Pump.Close(Commit);

        Assert.Equal([AppendStatus.Unknown], Ends(append));
    }
}
