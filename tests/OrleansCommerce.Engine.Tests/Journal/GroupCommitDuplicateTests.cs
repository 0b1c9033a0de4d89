using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class GroupCommitDuplicateTests : GroupCommitFixture
{
    [Fact]
    public void Duplicate_InsideAMergedFrame_LeavesThoseBeforeItDurable()
    {
        Ends(Queue(Load("stock/other@1"), "x:c1"));
        var loaded = Load();

        var appends = Queue(loaded, "1", "2:c2", "3:c1", "4", "5");

        Assert.Equal(
            [AppendStatus.Durable, AppendStatus.Durable, AppendStatus.Duplicate, AppendStatus.Superseded, AppendStatus.Superseded],
            Ends(appends));
        Assert.Equal(CommandId.Of("test", "c1"), Pump.Run(appends[2]).DuplicateId);
        Assert.Equal(new RecordPlace("stock/other@1", 1), Pump.Run(appends[2]).DuplicatePlace);
        Assert.Equal(["1", "2:c2"], Stored());
        Assert.Equal([AppendStatus.Superseded], Ends(Commit.Append(loaded.Writer, 5, [Some.Record("6")])));
    }

    [Fact]
    public void Duplicate_InsideAMergedFrame_IsToldAfterThoseBeforeIt()
    {
        Ends(Queue(Load("stock/other@1"), "x:c1"));
        var loaded = Load();
        var order = new List<int>();
        var tasks = new[] { "1", "2:c1", "3" }.Select((body, i) => Pump.Start(async () =>
        {
            var outcome = await Commit.Append(loaded.Writer, i, [Some.Record(body, i == 1 ? "c1" : null)]);
            order.Add(i);
            return outcome;
        })).ToArray();

        foreach (var task in tasks)
            Pump.Run(task);

        Assert.Equal([0, 1, 2], order);
    }

    [Fact]
    public void SeveralDuplicates_InOneFrame_EndAtTheFirst()
    {
        Ends(Queue(Load("stock/other@1"), "x:c1", "y:c2"));

        var appends = Queue(Load(), "1", "2:c2", "3", "4:c1");

        Assert.Equal(
            [AppendStatus.Durable, AppendStatus.Duplicate, AppendStatus.Superseded, AppendStatus.Superseded], Ends(appends));
        Assert.Equal(CommandId.Of("test", "c2"), Pump.Run(appends[1]).DuplicateId);
    }

    [Fact]
    public void SameCommand_OnTwoStreamsAtOnce_IsCarriedOutOnce()
    {
        var first = Load("stock/a@1");
        var second = Load("stock/b@1");

        var one = Commit.Append(first.Writer, 0, [Some.Record("a", "c1")]);
        var two = Commit.Append(second.Writer, 0, [Some.Record("b", "c1")]);
        var behind = Commit.Append(second.Writer, 1, [Some.Record("b2")]);

        Assert.Equal([AppendStatus.Durable, AppendStatus.Duplicate, AppendStatus.Superseded], Ends(one, two, behind));
        Assert.Equal(new RecordPlace("stock/a@1", 1), Pump.Run(two).DuplicatePlace);
        Assert.Empty(Stored("stock/b@1"));
    }

    [Fact]
    public void SameCommand_TwiceOnOneStream_IsCarriedOutOnce()
    {
        var appends = Queue(Load(), "1:c1", "2", "3:c1", "4");

        Assert.Equal(
            [AppendStatus.Durable, AppendStatus.Durable, AppendStatus.Duplicate, AppendStatus.Superseded], Ends(appends));
        Assert.Equal(new RecordPlace("stock/a@1", 1), Pump.Run(appends[2]).DuplicatePlace);
    }

    [Fact]
    public void SameCommand_WhoseFirstSenderConflicts_IsCarriedOutForTheSecond()
    {
        var first = Load("stock/a@1");
        var second = Load("stock/b@1");
        Store.Faults.ConflictNext("stock/a@1");

        var one = Commit.Append(first.Writer, 0, [Some.Record("a", "c1")]);
        var two = Commit.Append(second.Writer, 0, [Some.Record("b", "c1")]);

        Assert.Equal([AppendStatus.Conflict, AppendStatus.Durable], Ends(one, two));
        Assert.Equal(["b"], Stored("stock/b@1"));
    }

    [Fact]
    public void ManyWithTheSameCommand_TakeTwoBatches()
    {
        var writers = Enumerable.Range(0, 50).Select(i => Load($"stock/{i}@1")).ToArray();

        var outcomes = Ends([.. writers.Select(loaded => Commit.Append(loaded.Writer, 0, [Some.Record("x", "c1")]))]);

        Assert.Equal(1, outcomes.Count(status => status is AppendStatus.Durable));
        Assert.Equal(49, outcomes.Count(status => status is AppendStatus.Duplicate));
    }
}
