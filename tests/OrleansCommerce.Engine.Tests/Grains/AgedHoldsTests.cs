using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.GrainTests.Orders;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>Confirmed holds that nobody fulfils are found whether their item is in memory or not.</summary>
public sealed class AgedHoldsTests
{
    private readonly ManualTimeProvider _clock = new(Chain.Now);

    [Fact]
    public async Task Page_AfterARestart_ListsThemOldestFirstWithTheirOrders()
    {
        var journal = new MemoryJournal(_clock);
        await using (var engine = await OrderChain.Start(journal, _clock, ("s-1", 5)))
        {
            await engine.Receive("b@s-1", 5);
            foreach (var (id, item) in new[] { ("r-1", "b@s-1"), ("r-2", "a@s-1"), ("r-3", "b@s-1") })
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
                await engine.Reserve(id, 600, (item, 1));
                await engine.Reservations.Confirm(id, Engine.Origin);
            }

            _clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(OrderProblem.None, (await engine.Place("o-1", FulfilmentMethods.Pickup, 1)).Problem);
        }

        _clock.Advance(TimeSpan.FromDays(8));
        await using var next = await Engine.Start(journal, _clock);
        var holds = next.Get<AgedHolds>();
        var before = _clock.GetUtcNow() - TimeSpan.FromDays(7);

        var all = await holds.Page(before, null, 10);
        Assert.Equal([("r-1", null), ("r-2", null), ("r-3", null), (all[3].ReservationId, "o-1")], all.Select(hold => (hold.ReservationId, hold.OrderId)));
        Assert.Equal(all.Order(), all);
        var pages = new List<AgedHold>();
        for (AgedHold? last = null; await holds.Page(before, last, 1) is [var one]; last = one)
        {
            pages.Add(one);
        }

        Assert.Equal(all, pages);
        Assert.Equal((2, all[0].Since), await holds.Count(before));
        Assert.Empty(await holds.Page(all[0].Since, null, 10));
        await next.Reservations.Fulfil("r-1", Engine.Origin);
        Assert.Equal((2, all[1].Since), await holds.Count(before));
        await next.Step("o-1", new CancelOrder("too late"));
        await next.Item("a@s-1").Execute(new Fulfil("r-2"), Engine.Origin);
        Assert.Equal(["r-3"], (await holds.Page(before, null, 10)).Select(hold => hold.ReservationId));
    }
}
