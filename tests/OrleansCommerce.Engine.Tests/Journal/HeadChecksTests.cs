using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class HeadChecksTests : GroupCommitFixture
{
    [Fact]
    public void Checks_OfManyStreamsAtOnce_AreOneQuery()
    {
        Ends(Queue(Load("stock/0@1"), "1", "2", "3"));
        var checks = NewChecks();

        var heads = Enumerable.Range(0, 200).Select(i => checks.Read($"stock/{i % 100}@1")).ToArray();

        Assert.Equal([3, 0, 0], heads.Take(3).Select(Pump.Run));
        Assert.All(heads, head => Assert.True(head.IsCompleted));
        Assert.Equal(1, checks.Queries);
    }

    [Fact]
    public void Check_AskedWhileAQueryIsUnderWay_IsMadeByTheNextOne()
    {
        var checks = NewChecks();
        Store.Faults.ReadDelay = TimeSpan.FromSeconds(1);
        var early = checks.Read("stock/a@1");
        Pump.Run();
        // The query under way may have looked already.
        var late = new[] { checks.Read("stock/a@1"), checks.Read("stock/b@1"), checks.Read("stock/a@1") };

        Pump.Run(early);
        Assert.All(late, check => Assert.False(check.IsCompleted));
        Assert.All(late, check => Assert.Equal(0, Pump.Run(check)));
        Assert.Equal(2, checks.Queries);
    }

    [Fact]
    public void Check_OfAStorageThatFailsOrHangs_EndsWithinTheBoundWithNothingKnown()
    {
        var checks = NewChecks();
        Store.Faults.ReadsFail = true;
        Assert.Null(Pump.Run(checks.Read("stock/a@1")));
        Store.Faults.ReadsFail = false;

        Store.Faults.ReadDelay = TimeSpan.FromHours(1);
        var hanging = checks.Read("stock/a@1");
        Pump.Run();
        var started = Time.GetTimestamp();
        Time.Advance(TimeSpan.FromSeconds(4));
        var behind = checks.Read("stock/b@1");

        Assert.Null(Pump.Run(hanging));
        Assert.InRange(Time.GetTimestamp() - started, 0, TimeSpan.FromSeconds(10.1).Ticks);
        Assert.Null(Pump.Run(behind));
        Assert.InRange(Time.GetTimestamp() - started, 0, TimeSpan.FromSeconds(14.1).Ticks);

        Store.Faults.ReadDelay = TimeSpan.Zero;
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, Pump.Run(checks.Read("stock/c@1")));
    }

    [Fact]
    public void Check_AfterTheEnd_KnowsNothing()
    {
        var checks = NewChecks();
        Store.Faults.ReadDelay = TimeSpan.FromSeconds(1);
        var underWay = checks.Read("stock/a@1");
        Pump.Run();
        var waiting = checks.Read("stock/b@1");

        Pump.Close(checks);

        Assert.Null(Pump.Run(underWay));
        Assert.Null(Pump.Run(waiting));
        Assert.Null(Pump.Run(checks.Read("stock/a@1")));
    }

    private HeadChecks NewChecks() => new(Store, new GroupCommitOptions(), Time, Pump);
}
