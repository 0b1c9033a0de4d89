using Orleans;
using OrleansCommerce.Domain.Availability;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Availability;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>Evidence of picks and counts: durable, and counted once.</summary>
public sealed class ConfidenceTests
{
    [Fact]
    public async Task Observe_FailedPickToldTwice_CountsOnceAlsoAfterARestart()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        var journal = new MemoryJournal(clock);
        var shortPick = new PickEvidence("pick-1", "s-1", IsShort: true);
        await using (var before = await Engine.Start(journal, clock))
        {
            Assert.True(await Grain(before).Observe(shortPick, Engine.Origin));
            Assert.False(await Grain(before).Observe(shortPick, Engine.Origin));
        }

        await using var engine = await Engine.Start(journal, clock);
        Assert.False(await Grain(engine).Observe(shortPick, Engine.Origin));
        Assert.True(await Grain(engine).Observe(shortPick with { LocationId = "s-2" }, Engine.Origin));

        // One failed pick against the eight good ones that everybody is credited with: 8 / (8 + 4).
        Assert.Equal([("s-1", 66, 1.0), ("s-2", 66, 1.0)], (await Grain(engine).Confidence()).Select(one => (one.LocationId, one.Percent, one.FailedPicks)));
    }

    [Fact]
    public async Task Observed_PickThatMissedSome_TellsEachSku()
    {
        await using var engine = await Engine.Start(new ManualTimeProvider(Chain.Now));
        var reports = engine.Get<PickReports>();
        for (var i = 0; i < 2; i++)
        {
            await reports.Observed("o-1/f-1/picked/pick", "s-1", [new OrderLine("a", 1), new OrderLine("b", 2)], [new OrderLine("a", 1)], Engine.Origin);
        }

        var (a, b) = (Assert.Single(await Grain(engine).Confidence()), Assert.Single(await Grain(engine, "b").Confidence()));
        Assert.Equal((66, 100), (a.Percent, b.Percent));
        Assert.Equal((0, 1, 1, 0), (a.GoodPicks, a.FailedPicks, b.GoodPicks, b.FailedPicks));
    }

    [Fact]
    public async Task Execute_CountThatFindsHalf_LowersTheTrustAndWhatIsProposed()
    {
        await using var engine = await Engine.Start(new ManualTimeProvider(Chain.Now));
        await engine.Receive("a@s-1", 10);
        await engine.Receive("a@s-2", 5);
        var count = new Move("count-1", MovementKind.Count, 5);
        await engine.Item("a@s-1").Execute(count, Engine.Origin);
        await engine.Item("a@s-1").Execute(count, Engine.Origin);

        // A surprise of one half, times four: 8 / (8 + 2).
        var figure = Assert.Single(await Grain(engine).Confidence());
        Assert.Equal(("s-1", 80, 2.0), (figure.LocationId, figure.Percent, figure.Surprise));
        Assert.Equal([("s-1", 80), ("s-2", 100)], (await Grain(engine).Read()).Figures.Select(one => (one.LocationId, one.ConfidencePercent)));
    }

    [Fact]
    public async Task Observe_MoreThanATail_IsReadBackFromTheSnapshot()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        var journal = new MemoryJournal(clock);
        await using (var before = await Engine.Start(journal, clock))
        {
            for (var i = 0; i <= 1_001; i++)
            {
                await Grain(before).Observe(new PickEvidence($"pick-{i}", "s-1", IsShort: i % 2 == 0), Engine.Origin);
            }

            await before.Get<SnapshotWriter>().Settled();
        }

        var stored = (await journal.Read([new StreamQuery("confidence/a")]))[0];
        Assert.NotNull(stored.Snapshot);
        await using var engine = await Engine.Start(journal, clock);
        var figure = Assert.Single(await Grain(engine).Confidence());
        Assert.Equal((501, 501), (figure.GoodPicks, figure.FailedPicks));
    }

    private static IAvailabilityGrain Grain(Engine engine, string sku = "a") => engine.Get<IGrainFactory>().GetGrain<IAvailabilityGrain>(sku);
}
