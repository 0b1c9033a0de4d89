using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Orders;

/// <summary>What arrives while orders wait is theirs from the receipt on: nobody who comes later passes them.</summary>
public sealed class BackorderQueueTests
{
    private const FulfilmentMethods Methods = FulfilmentMethods.Pickup | FulfilmentMethods.Backorder;

    [Fact]
    public async Task Receipt_WhileOrdersWait_IsNobodyElsesUntilTheyWaitNoLonger()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        await using var engine = await Waiting(new MemoryJournal(clock), clock, clock.Advance, orders: 3);
        await engine.Receive("a@s-1", 5, "truck");

        Assert.Equal(OrderProblem.InsufficientStock, (await engine.Place("new", FulfilmentMethods.Pickup, 1)).Problem);
        Assert.Equal(ReservationProblem.InsufficientStock, (await engine.Reserve("r-1", 600, ("a@s-1", 1))).Problem);
        await engine.Pass(clock.Advance, TimeSpan.FromSeconds(1));

        Assert.Equal([OrderStatus.Open, OrderStatus.Open, OrderStatus.Backordered], await Statuses(engine, 3));
        Assert.Equal((5, 4), await engine.Stock("s-1"));
        // The third one waits for two, and keeps the one there is for as long as it waits.
        Assert.Equal(ReservationProblem.InsufficientStock, (await engine.Reserve("r-2", 600, ("a@s-1", 1))).Problem);
        await engine.Step("o-3", new CancelOrder("too long"));
        Assert.Equal(ReservationProblem.None, (await engine.Reserve("r-3", 600, ("a@s-1", 1))).Problem);
        await engine.AssertBalanced();
    }

    /// <summary>Two stores together have enough to send to one, which nobody asked for.</summary>
    [Fact]
    public async Task Place_ThatMayWaitWhereThereIsOnlyAnotherWay_WaitsAndHoldsNothing()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        await using var engine = await OrderChain.Start(clock, ("s-1", 5), ("s-2", 5));

        Assert.Equal(OrderProblem.InsufficientStock, (await engine.Place("o-1", FulfilmentMethods.Pickup, 6)).Problem);
        var waiting = (await engine.Place("o-2", Methods, 6)).Order!;

        Assert.Equal((OrderStatus.Backordered, 6L), (waiting.Status, waiting.Backordered.Sum(line => line.Quantity)));
        Assert.Equal(((5L, 0L), (5L, 0L)), (await engine.Stock("s-1"), await engine.Stock("s-2")));
    }

    [Fact]
    public async Task Receipt_OfMoreThanTheQueueWaitsFor_LeavesTheRestToAnybody()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        await using var engine = await Waiting(new MemoryJournal(clock), clock, clock.Advance, orders: 1);

        await engine.Receive("a@s-1", 5, "truck");

        Assert.Equal(ReservationProblem.InsufficientStock, (await engine.Reserve("r-1", 600, ("a@s-1", 4))).Problem);
        Assert.Equal(ReservationProblem.None, (await engine.Reserve("r-2", 600, ("a@s-1", 3))).Problem);
    }

    [Fact]
    public async Task Receipt_BeforeTheProcessEnds_IsTheQueuesInTheNext()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        var journal = new MemoryJournal(clock);
        await using (var engine = await Waiting(journal, clock, clock.Advance, orders: 1))
        {
            await engine.Receive("a@s-1", 2, "truck");
        }

        await using var next = await Engine.Start(journal, clock);
        Assert.Equal(ReservationProblem.InsufficientStock, (await next.Reserve("r-1", 600, ("a@s-1", 1))).Problem);
        await next.Pass(clock.Advance, TimeSpan.FromSeconds(31));
        Assert.Equal([OrderStatus.Open], await Statuses(next, 1));
    }

    /// <summary>Many come while the goods do; the queue has them all, and the newcomers what is left.</summary>
    [Fact]
    public async Task Race_NewOrdersAgainstTheQueue_NeverPassIt()
    {
        var clock = new ShiftedTimeProvider(Chain.Now);
        await using var engine = await Waiting(new MemoryJournal(clock), clock, clock.Advance, orders: 5);
        var (done, got) = (false, 0);
        var rushing = Enumerable.Range(0, 8).Select(async lane =>
        {
            for (var i = 0; !Volatile.Read(ref done) || i < 3; i++)
            {
                var answer = await engine.Reserve($"r-{lane}-{i}", 600, ("a@s-1", 1));
                Interlocked.Add(ref got, answer.Problem == ReservationProblem.None ? 1 : 0);
            }
        }).ToList();

        await engine.Receive("a@s-1", 6, "first");
        await engine.Receive("a@s-1", 6, "second");
        await Wait.Until(async () =>
        {
            await engine.Pass(clock.Advance, TimeSpan.FromSeconds(1));
            return (await Statuses(engine, 5)).All(status => status == OrderStatus.Open);
        });
        await Wait.Until(() => Volatile.Read(ref got) >= 2);
        Volatile.Write(ref done, true);
        await Task.WhenAll(rushing);

        Assert.Equal(2, got);
        Assert.Equal((12, 12), await engine.Stock("s-1"));
        await engine.AssertBalanced();
    }

    /// <summary>The same goods from somebody who knows nothing of the queue: whoever comes first has them.</summary>
    [Fact]
    public async Task Receipt_ThatNothingWasPutAsideOf_GoesToWhoeverComesFirst()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        await using var engine = await Waiting(new MemoryJournal(clock), clock, clock.Advance, orders: 1);
        const string moved = """
            {"at":"2026-11-22T10:00:00Z","movementId":"truck","kind":"Receipt","quantity":2,"delta":2,
             "after":{"version":2,"onHand":2,"received":2,"at":"2026-11-22T10:00:00Z"}}
            """;
        await engine.Record("stock/a@s-1", "truck", "stock.moved", moved);
        await Wait.Until(async () => await Loads(engine));

        Assert.Equal(ReservationProblem.None, (await engine.Reserve("r-1", 600, ("a@s-1", 2))).Problem);
    }

    private static async Task<bool> Loads(Engine engine)
    {
        try
        {
            // Whoever owned the item before finds that it does not any more.
            await engine.Item("a@s-1").Execute(new SetSafetyStock(1), Engine.Origin);
            await engine.Item("a@s-1").Execute(new SetSafetyStock(0), Engine.Origin);
            return (await engine.Stock("s-1")).OnHand == 2;
        }
        catch (Grains.Aggregates.RetriableException)
        {
            return false;
        }
    }

    /// <summary>So many orders wait for two units each, the first one longest.</summary>
    private static async Task<Engine> Waiting(MemoryJournal journal, TimeProvider clock, Action<TimeSpan> advance, int orders)
    {
        var engine = await OrderChain.Start(journal, clock, ("s-1", 0), ("s-2", 0));
        await engine.Item("a@s-1").Execute(new SetSafetyStock(0), Engine.Origin);
        for (var i = 1; i <= orders; i++)
        {
            Assert.Equal(OrderStatus.Backordered, (await engine.Place($"o-{i}", Methods, 2)).Order!.Status);
            advance(TimeSpan.FromSeconds(1));
        }

        return engine;
    }

    private static async Task<OrderStatus[]> Statuses(Engine engine, int orders) =>
        await Task.WhenAll(Enumerable.Range(1, orders).Select(async i => (await engine.Order($"o-{i}").Read()).Order!.Status));
}
