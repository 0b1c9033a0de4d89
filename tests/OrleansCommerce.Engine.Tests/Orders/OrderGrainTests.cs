using Orleans;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Supply.Counts;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Orders;

/// <summary>The life of an order, and what it leaves behind at each location.</summary>
public sealed class OrderGrainTests
{
    private const string F1 = "o-1.1";
    private readonly ManualTimeProvider _clock = new(Chain.Now);

    [Fact]
    public async Task Place_FromAHeldPromise_TakesItsGoodsAndSlotUntilTheyAreCollected()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 5), ("s-2", 5));
        await engine.Promise("p-1", Chain.Pickup(hold: true, ("a", 2)));
        var request = new OrderRequest("o-1", "c-1", "web", [], new OrderWish(FulfilmentMethods.All, PromiseId: "p-1"));

        var placed = await engine.Place(request);

        var fulfilment = Assert.Single(placed.Order!.Fulfilments);
        Assert.Equal((F1, "s-1", OrderMethod.Pickup, FulfilmentState.Assigned), (fulfilment.FulfilmentId, fulfilment.LocationId, fulfilment.Method, fulfilment.State));
        Assert.Equal(((5L, 2L), 1L), (await engine.Stock("s-1"), await engine.Backlog("s-1")));
        Assert.Equal(["o-1"], await engine.Open());
        Assert.True((await engine.Place(request)).IsRepeated);
        Assert.Equal(OrderProblem.IdReused, (await engine.Place(request with { CustomerId = "c-2" })).Problem);

        await engine.Step("o-1", OrderChain.UntilReady(F1));
        Assert.Equal(((5L, 2L), 0L), (await engine.Stock("s-1"), await engine.Backlog("s-1")));
        var done = await engine.Step("o-1", new CollectFulfilment(F1));

        Assert.Equal(OrderStatus.Completed, done.Status);
        Assert.Equal((3, 0), await engine.Stock("s-1"));
        Assert.Equal(FulfilmentState.Collected, Assert.Single(await engine.List("s-1")).State);
        Assert.Empty(await engine.Open());
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Place_PromiseWhoseHoldHasEnded_IsRefusedAndNothingIsHeld()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 5));
        await engine.Promise("p-1", Chain.Pickup(hold: true, ("a", 2)));
        await engine.Pass(_clock.Advance, TimeSpan.FromSeconds(601));

        var answer = await engine.Place(new OrderRequest("o-1", null, "web", [], new OrderWish(FulfilmentMethods.All, PromiseId: "p-1")));

        Assert.Equal(OrderProblem.ReservationNotHeld, answer.Problem);
        Assert.Equal((5, 0), await engine.Stock("s-1"));
        Assert.Empty(await engine.Open());
        Assert.Equal(OrderProblem.UnknownOrder, (await engine.Order("o-1").Read()).Problem);
    }

    [Fact]
    public async Task Place_ReservationThatAnotherOrderHas_IsRefused()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 5));
        await engine.Receive("b@s-1", 5);
        await engine.Reserve("r-1", 600, ("a@s-1", 1), ("b@s-1", 2));
        static OrderRequest From(string orderId) => new(orderId, null, "web", [], new OrderWish(FulfilmentMethods.All, ReservationId: "r-1"));

        Assert.Equal(OrderProblem.None, (await engine.Place(From("o-1"))).Problem);

        Assert.Equal(OrderProblem.ReservationNotHeld, (await engine.Place(From("o-2"))).Problem);
        Assert.Equal(ReservationProblem.TakenByOrder, (await engine.Reservations.Release("r-1", Engine.Origin)).Problem);
        Assert.Equal(ReservationProblem.TakenByOrder, (await engine.Reservations.Fulfil("r-1", Engine.Origin)).Problem);
        Assert.Equal(["o-1"], await engine.Open());
    }

    [Fact]
    public async Task Place_TwoForTheLastUnit_OneGetsIt()
    {
        // Who waits for others waits by the clock.
        var clock = new ShiftedTimeProvider(Chain.Now);
        await using var engine = await OrderChain.Start(new MemoryJournal(clock), clock, ("s-1", 1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => engine.Place($"o-{i}", FulfilmentMethods.Pickup, 1)));

        Assert.Single(answers, answer => answer.Problem == OrderProblem.None);
        Assert.Equal((1, 1), await engine.Stock("s-1"));
        await engine.Pass(clock.Advance, TimeSpan.FromMinutes(3));
        Assert.Equal((1, 1), await engine.Stock("s-1"));
        Assert.Single(await engine.Open());
    }

    [Fact]
    public async Task Reject_ByEveryStore_LeavesNoHoldAndTheOrderWaitsForStock()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 5), ("s-2", 5));
        await engine.Place("o-1", FulfilmentMethods.Pickup, 2);
        var rerouted = await engine.Step("o-1", new RejectFulfilment(F1, "no-staff"));
        Assert.Equal(["s-1", "s-2"], rerouted.Fulfilments.Select(f => f.LocationId));
        Assert.Equal(((5L, 0L), 0L, (5L, 2L), 1L), (await engine.Stock("s-1"), await engine.Backlog("s-1"), await engine.Stock("s-2"), await engine.Backlog("s-2")));
        Assert.Contains(rerouted.History, entry => entry is { What: "rejected o-1.1", Why: "no-staff" });

        var waiting = await engine.Step("o-1", new RejectFulfilment("o-1.2", "closed"));

        Assert.Equal((OrderStatus.Backordered, 2L), (waiting.Status, waiting.Backordered.Single().Quantity));
        Assert.Equal(((5L, 0L), (5L, 0L)), (await engine.Stock("s-1"), await engine.Stock("s-2")));
        Assert.Equal((0, 0), (await engine.Backlog("s-1"), await engine.Backlog("s-2")));
        Assert.All(await engine.List("s-1"), f => Assert.False(f.IsActive));
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Accept_InTime_KeepsTheOrderAndSilenceLosesIt()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 5), ("s-2", 5));
        await engine.Place("o-1", FulfilmentMethods.Pickup, 2);
        await engine.Place("o-2", FulfilmentMethods.Pickup, 1);
        await engine.Step("o-2", new AcceptFulfilment("o-2.1"));

        await engine.Pass(_clock.Advance, TimeSpan.FromHours(2));

        var silent = (await engine.Order("o-1").Read()).Order!;
        Assert.Equal([("s-1", FulfilmentState.Expired), ("s-2", FulfilmentState.Assigned)], silent.Fulfilments.Select(f => (f.LocationId, f.State)));
        Assert.Equal(FulfilmentState.Accepted, (await engine.Order("o-2").Read()).Order!.Fulfilments.Single().State);
        Assert.Equal(((5L, 1L), (5L, 2L)), (await engine.Stock("s-1"), await engine.Stock("s-2")));
        Assert.Equal(OrderProblem.WrongState, await engine.Refusal("o-1", new AcceptFulfilment(F1)));
    }

    [Fact]
    public async Task Pick_Short_CorrectsTheBooksRaisesACountAndServesTheRestElsewhere()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 5), ("s-2", 5));
        await engine.Place("o-1", FulfilmentMethods.Pickup, 3);

        var picked = await engine.Step("o-1", new AcceptFulfilment(F1), new PickFulfilment(F1, [new OrderLine("a", 1)]));

        Assert.Equal([("s-1", 1L), ("s-2", 2L)], picked.Fulfilments.Select(f => (f.LocationId, f.Lines.Single().Quantity)));
        Assert.Equal(((3L, 1L), (5L, 2L)), (await engine.Stock("s-1"), await engine.Stock("s-2")));
        var task = Assert.Single(await engine.Get<IGrainFactory>().GetGrain<ICountTaskGrain>("s-1").List(isOpen: true, null, 10));
        Assert.Equal(("a", 3L), (task.Sku, task.Booked));
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Ready_NobodyComes_GoesBackToTheShelf()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 5));
        await engine.Place("o-1", FulfilmentMethods.Pickup, 2);
        await engine.Step("o-1", OrderChain.UntilReady(F1));

        await engine.Pass(_clock.Advance, TimeSpan.FromDays(3) + TimeSpan.FromMinutes(1));

        Assert.Equal(OrderStatus.Cancelled, (await engine.Order("o-1").Read()).Order!.Status);
        Assert.Equal((5, 0), await engine.Stock("s-1"));
        Assert.Empty(await engine.Open());
    }

    [Fact]
    public async Task Cancel_AtEveryStage_FreesGoodsAndSlotUntilTheyHaveLeft()
    {
        var steps = OrderChain.UntilReady("x");
        for (var stage = 0; stage <= steps.Length; stage++)
        {
            await using var engine = await OrderChain.Start(new ManualTimeProvider(Chain.Now), ("s-1", 5));
            await engine.Place("o-1", FulfilmentMethods.Pickup, 2);
            await engine.Step("o-1", [.. OrderChain.UntilReady(F1).Take(stage)]);

            var cancelled = await engine.Step("o-1", new CancelOrder("changed my mind"), new CancelOrder("again"));

            Assert.Equal(OrderStatus.Cancelled, cancelled.Status);
            Assert.Equal(((5L, 0L), 0L), (await engine.Stock("s-1"), await engine.Backlog("s-1")));
            Assert.Empty(await engine.Open());
        }

        await using var late = await OrderChain.Start(_clock, ("s-1", 5));
        await late.Place("o-1", FulfilmentMethods.Pickup, 2);
        await late.Step("o-1", [.. OrderChain.UntilReady(F1), new CollectFulfilment(F1)]);
        Assert.Equal(OrderProblem.WrongState, await late.Refusal("o-1", new CancelOrder("too late")));
    }

    [Fact]
    public async Task Return_ToAnotherStore_PutsBackWhatCanBeSoldAndSetsTheRestApart()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 5), ("s-2", 0));
        await engine.Place("o-1", FulfilmentMethods.Pickup, 3);
        await engine.Step("o-1", [.. OrderChain.UntilReady(F1), new CollectFulfilment(F1)]);
        var returned = new ReturnGoods(
            "r-1", "s-2", [new ReturnedLine("a", 1, GoodsCondition.Resaleable), new ReturnedLine("a", 1, GoodsCondition.Damaged)]);

        await engine.Step("o-1", returned, returned);

        var there = await engine.Item("a@s-2").Read();
        Assert.Equal((1, 1, 1), (there.OnHand, there.Available, there.Damaged));
        Assert.Equal(OrderProblem.TooMany, await engine.Refusal("o-1", returned with { ReturnId = "r-2" }));
        Assert.Equal(OrderProblem.IdReused, await engine.Refusal("o-1", returned with { LocationId = "s-1" }));
        Assert.Empty(await engine.Open());
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Backorder_WhenStockArrives_IsServedInOrder()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 0), ("s-2", 0));
        const FulfilmentMethods Methods = FulfilmentMethods.Pickup | FulfilmentMethods.Backorder;
        await engine.Item("a@s-1").Execute(new Domain.Stock.SetSafetyStock(0), Engine.Origin);
        await engine.Receive("a@s-1", 1, "first");
        await engine.Place("o-0", FulfilmentMethods.Pickup, 1);
        foreach (var id in new[] { "o-1", "o-2", "o-3" })
        {
            Assert.Equal(OrderStatus.Backordered, (await engine.Place(id, Methods, 2)).Order!.Status);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        await engine.Receive("a@s-1", 5, "second");
        await engine.Pass(_clock.Advance, TimeSpan.FromSeconds(1));

        var states = await Task.WhenAll(new[] { "o-1", "o-2", "o-3" }.Select(async id => (await engine.Order(id).Read()).Order!.Status));
        Assert.Equal([OrderStatus.Open, OrderStatus.Open, OrderStatus.Backordered], states);
        Assert.Equal((6, 5), await engine.Stock("s-1"));
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Place_FromASingleLineReservation_GoesThroughLikeAnyOther()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 5));
        await engine.Reserve("r-1", 600, ("a@s-1", 2));

        await engine.Place(new OrderRequest("o-1", null, "store", [], new OrderWish(FulfilmentMethods.All, ReservationId: "r-1")));
        var done = await engine.Step("o-1", [.. OrderChain.UntilReady(F1), new CollectFulfilment(F1)]);

        Assert.Equal(OrderStatus.Completed, done.Status);
        Assert.Equal((3, 0), await engine.Stock("s-1"));
    }

    [Fact]
    public async Task Place_RefusedByOneOwnerWhileAnotherHadTakenAReservation_LeavesNothingHeld()
    {
        await using var engine = await Engine.Start(new MemoryJournal(_clock), _clock, isShared: true);
        await engine.Describe("s-1", 0.1);
        await engine.Receive("a@s-1", 5);
        await engine.Reserve("left", 600, ("a@s-1", 2));
        await engine.Reservations.Confirm("left", Engine.Origin, "o-1");

        Assert.Equal(OrderProblem.InsufficientStock, (await engine.Place("o-1", FulfilmentMethods.Pickup, 9)).Problem);
        // Only now what the other owner had sent to the journal is written, and that owner has ended.
        await engine.Record("order/o-1", "o-1", "order.reservationTaken", $$"""{"at":"{{_clock.GetUtcNow():O}}","reservationId":"left"}""");
        Assert.Equal(["o-1"], await engine.Open());
        for (var i = 0; i < 4; i++)
        {
            await engine.Pass(_clock.Advance, TimeSpan.FromSeconds(31));
        }

        Assert.Equal((5, 0), await engine.Stock("s-1"));
        Assert.Empty(await engine.Open());
    }

    [Fact]
    public async Task SingleLine_ThatAnOrderHas_IsNobodyElses()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 5));
        await engine.Reserve("r-1", 600, ("a@s-1", 2));
        static OrderRequest From(string orderId) => new(orderId, null, "store", [], new OrderWish(FulfilmentMethods.All, ReservationId: "r-1"));
        Assert.Equal(OrderProblem.None, (await engine.Place(From("o-1"))).Problem);

        Assert.Equal(OrderProblem.ReservationNotHeld, (await engine.Place(From("o-2"))).Problem);
        Assert.Equal(ReservationProblem.TakenByOrder, (await engine.Reservations.Release("r-1", Engine.Origin)).Problem);
        Assert.Equal(ReservationProblem.TakenByOrder, (await engine.Reservations.Fulfil("r-1", Engine.Origin)).Problem);
        Assert.Equal(ReservationProblem.NotHeld, (await engine.Reservations.Extend("r-1", 600, null, Engine.Origin)).Problem);
        Assert.Equal("o-1", (await engine.Reservations.Read("r-1")).Reservation!.OrderId);
        await engine.Pass(_clock.Advance, TimeSpan.FromMinutes(2));
        Assert.Equal((5, 2), await engine.Stock("s-1"));

        await engine.Step("o-1", new CancelOrder("changed my mind"));
        Assert.Equal((5, 0), await engine.Stock("s-1"));
        await engine.AssertBalanced();
    }
}
