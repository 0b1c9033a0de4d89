using Orleans;
using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Routing;

namespace OrleansCommerce.GrainTests;

/// <summary>What a process knows of all locations: new with the next look, never too old.</summary>
public sealed class RoutingBoardTests
{
    private static readonly PickSlot First = new(Chain.Now.AddHours(2), Chain.Now.AddHours(3));

    [Fact]
    public async Task Look_AfterALocationIsDescribed_KnowsIt()
    {
        await using var engine = await Engine.Start(new ManualTimeProvider(Chain.Now));
        var board = engine.Get<RoutingBoard>();
        Assert.Equal(0, (await board.Current()).Count);

        await engine.Describe("s-2", 0.2);
        await engine.Describe("s-1", 0.1);
        var known = await board.Look();

        Assert.Equal(["s-1", "s-2"], known.Index.Ids);
        Assert.Equal((First, 20), (known[0].Slots[0].Slot, known[0].Slots[0].Left));
    }

    [Fact]
    public async Task Look_AfterASlotIsHeld_HasLessLeft()
    {
        await using var engine = await Engine.Start(new ManualTimeProvider(Chain.Now));
        await engine.Describe("s-1", 0.1);
        await engine.Describe("s-2", 0.2);
        var before = await engine.Get<RoutingBoard>().Look();
        await Capacity(engine, "s-1").Execute(new HoldSlot("r-1", First, 3, 600, null, OfBasket: false), Engine.Origin);

        var after = await engine.Get<RoutingBoard>().Look();

        Assert.Equal((20, 17, 20), (before[0].Slots[0].Left, after[0].Slots[0].Left, after[1].Slots[0].Left));
        Assert.Same(before.Index, after.Index);
    }

    [Fact]
    public async Task Current_TimeThatPassesASlot_OffersTheNextOne()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        await using var engine = await Engine.Start(clock);
        await engine.Describe("s-1", 0.1);
        Assert.Equal(First.Start, (await engine.Get<RoutingBoard>().Current())[0].Slots[0].Slot.Start);

        clock.Advance(TimeSpan.FromHours(2.5));
        var later = await engine.Get<RoutingBoard>().Current();

        Assert.Equal((First.End, clock.GetUtcNow()), (later[0].Slots[0].Slot.Start, later[0].AsOf));
    }

    [Fact]
    public async Task Look_InTurn_NoFactIsOlderThanFiveSeconds()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        await using var engine = await Engine.Start(clock);
        for (var i = 0; i < 120; i++)
        {
            await engine.Describe($"s-{i}", 0.01 * i);
        }

        var board = engine.Get<RoutingBoard>();
        await board.Look();
        var oldest = TimeSpan.Zero;
        for (var look = 0; look < 200; look++)
        {
            clock.Advance(RoutingBoard.Period);
            var known = await board.Look();
            oldest = Enumerable.Range(0, known.Count).Max(i => clock.GetUtcNow() - known[i].AsOf) is var age && age > oldest ? age : oldest;
        }

        Assert.InRange(oldest, TimeSpan.FromSeconds(1), RoutingBoard.AgeMax);
    }

    [Fact]
    public async Task Look_LocationThatIsClosedForEver_ShowsNoSlotAndTheOthersStay()
    {
        await using var engine = await Engine.Start(new ManualTimeProvider(Chain.Now));
        await engine.Describe("s-1", 0.1, perSlot: 0);
        await engine.Describe("s-2", 0.2);

        var known = await engine.Get<RoutingBoard>().Look();

        Assert.Equal(0, Assert.Single(known[0].Slots).Left);
        Assert.Equal(LocationOutlook.SlotsMax, known[1].Slots.Length);
    }

    private static ICapacityGrain Capacity(Engine engine, string id) => engine.Get<IGrainFactory>().GetGrain<ICapacityGrain>(id);
}
