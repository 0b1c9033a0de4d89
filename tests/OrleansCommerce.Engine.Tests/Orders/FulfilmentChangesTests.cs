using Orleans;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Orders;

/// <summary>What a location's list says has changed, by which screens that come back learn what they missed.</summary>
public sealed class FulfilmentChangesTests
{
    private readonly ManualTimeProvider _clock = new(Chain.Now);

    [Fact]
    public async Task ChangedSince_APosition_HasWhatCameAfterItAndNothingElse()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 5));
        await engine.Place("o-1", FulfilmentMethods.Pickup, 1);
        var first = await engine.Journal.Head();
        Assert.Equal(["o-1.1"], await ChangedSince(engine, 0));
        Assert.Empty(await ChangedSince(engine, first));

        await engine.Place("o-2", FulfilmentMethods.Pickup, 1);
        var second = await engine.Journal.Head();
        Assert.Equal(["o-2.1"], await ChangedSince(engine, first));

        await engine.Step("o-1", new CancelOrder("no"));
        Assert.Equal(["o-1.1"], await ChangedSince(engine, second));
        Assert.Equal(["o-1.1", "o-2.1"], await ChangedSince(engine, first));
        Assert.Equal(["o-2.1"], (await List(engine).UnderWay()).Select(f => f.FulfilmentId));
    }

    [Fact]
    public async Task ChangedSince_APositionBeforeTheListWasLoaded_HasEverything()
    {
        var journal = new MemoryJournal(_clock);
        long between;
        await using (var before = await OrderChain.Start(journal, _clock, ("s-1", 5)))
        {
            await before.Place("o-1", FulfilmentMethods.Pickup, 1);
            between = await journal.Head();
            await before.Place("o-2", FulfilmentMethods.Pickup, 1);
        }

        await using var engine = await Engine.Start(journal, _clock);
        Assert.Equal(["o-1.1", "o-2.1"], await ChangedSince(engine, between));
        Assert.Empty(await ChangedSince(engine, await journal.Head()));
    }

    private static async Task<IEnumerable<string>> ChangedSince(Engine engine, long position) =>
        (await List(engine).ChangedSince(position)).Select(f => f.FulfilmentId).Order(StringComparer.Ordinal);

    private static IFulfilmentListGrain List(Engine engine) => engine.Get<IGrainFactory>().GetGrain<IFulfilmentListGrain>("s-1");
}
