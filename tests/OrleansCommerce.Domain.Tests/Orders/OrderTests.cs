using OrleansCommerce.Domain.Orders;

namespace OrleansCommerce.Domain.Tests.Orders;

public sealed class OrderTests
{
    [Fact]
    public void Place_Again_IsTheSameOrderAndWithOtherContentIsRefused()
    {
        var order = AnOrder.Of(OrderMethod.Pickup);
        var placing = AnOrder.Placing(AnOrder.Assign("f-1", OrderMethod.Pickup));

        Assert.Equal((0, null), (order.Do(placing).Events.Length, order.Do(placing).Refusal));
        Assert.Equal(OrderRefusal.IdReused, order.Do(placing with { CustomerId = "c-2" }).Refusal);
        Assert.Equal(OrderRefusal.IdReused, order.Do(placing with { Fulfilments = [] }).Refusal);
        Assert.Equal(OrderRefusal.IdReused, order.Do(placing with { Backordered = [new("a", 1)] }).Refusal);
        Assert.Equal(OrderRefusal.IdReused, order.Do(AnOrder.Placing(AnOrder.Assign("f-1", OrderMethod.Curbside))).Refusal);
    }

    public static TheoryData<OrderRefusal, PlaceOrder> Wrong => new()
    {
        { OrderRefusal.Invalid, AnOrder.Placing() with { OrderId = "a b" } },
        { OrderRefusal.Invalid, AnOrder.Placing() with { Lines = [] } },
        { OrderRefusal.Invalid, AnOrder.Placing() with { Lines = [new("a", 0)] } },
        { OrderRefusal.Invalid, AnOrder.Placing() with { Lines = [new("a", 1), new("a", 1)] } },
        { OrderRefusal.Invalid, AnOrder.Placing(AnOrder.Assign("f-1", OrderMethod.Pickup) with { CollectAt = null }) },
        { OrderRefusal.Invalid, AnOrder.Placing(AnOrder.Assign("f-1", OrderMethod.Delivery) with { CollectAt = "s-1" }) },
        { OrderRefusal.Invalid, AnOrder.Placing(AnOrder.Assign("f-1", OrderMethod.Delivery) with { AcceptSeconds = 0 }) },
        { OrderRefusal.TooMany, AnOrder.Placing(AnOrder.Assign("f-1", OrderMethod.Delivery), AnOrder.Assign("f-2", OrderMethod.Delivery)) },
        { OrderRefusal.TooMany, AnOrder.Placing() with { Backordered = [new("a", 3)] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Place_WrongContent_IsRefused(OrderRefusal refusal, PlaceOrder placing) => Assert.Equal(refusal, new AnOrder().Do(placing).Refusal);

    [Fact]
    public void Commands_OrderOrFulfilmentNeverSeen_AreUnknown()
    {
        Assert.Equal(OrderRefusal.UnknownOrder, new AnOrder().Do(new AcceptFulfilment("f-1")).Refusal);
        Assert.Equal(OrderRefusal.UnknownFulfilment, AnOrder.Of(OrderMethod.Pickup).Do(new AcceptFulfilment("f-2")).Refusal);
    }

    [Fact]
    public void Backorder_WaitsAndIsServedWhenStockArrives()
    {
        var order = new AnOrder().Through(AnOrder.Placing() with { Backordered = [new("a", 2)] }, new BackorderLines([new("b", 3)]));

        Assert.Equal((OrderStatus.Backordered, 0), (order.State.Status, order.State.Unassigned.Length));
        order.Through(new AssignFulfilment(AnOrder.Assign("f-1", OrderMethod.Delivery)));
        Assert.Equal((OrderStatus.Open, 0), (order.State.Status, order.State.Backordered.Length));
        Assert.Equal(OrderRefusal.TooMany, order.Do(new BackorderLines([new("b", 1)])).Refusal);
    }

    [Fact]
    public void Cancel_OrderThatWaits_IsOff()
    {
        var order = new AnOrder().Through(AnOrder.Placing() with { Backordered = [new("a", 1)] }, new CancelOrder("no"));

        Assert.Equal((OrderStatus.Cancelled, 2), (order.State.Status, order.State.Cancelled.Length));
        Assert.Equal(order.State.Lines, order.State.Cancelled);
    }

    [Fact]
    public void Return_NeverMoreThanWasSold_GradedAndToAnyLocation()
    {
        var order = AnOrder.Of(OrderMethod.DropShip);
        Assert.Equal(OrderRefusal.TooMany, order.Do(Return("x-0", new ReturnedLine("a", 1, GoodsCondition.Resaleable))).Refusal);
        order.Through(new AcceptFulfilment("f-1"), new ShipFulfilment("f-1"), new DeliverFulfilment("f-1"));

        Assert.Equal(OrderRefusal.TooMany, order.Do(
            Return("x-1", new("a", 2, GoodsCondition.Resaleable), new("a", 1, GoodsCondition.Damaged))).Refusal);
        var returned = Return("x-2", new("a", 1, GoodsCondition.Resaleable), new("a", 1, GoodsCondition.Damaged));
        order.Through(returned, returned);
        Assert.Equal(
            [("s-5", GoodsCondition.Resaleable), ("s-5", GoodsCondition.Damaged)],
            order.Effects.OfType<ReceiveUnits>().Select(effect => (effect.LocationId, effect.Condition)));
        Assert.Equal(OrderRefusal.TooMany, order.Do(Return("x-3", new ReturnedLine("a", 1, GoodsCondition.Damaged))).Refusal);
        Assert.Equal(OrderRefusal.IdReused, order.Do(Return("x-2", new ReturnedLine("b", 1, GoodsCondition.Damaged))).Refusal);
        Assert.Equal(OrderRefusal.Invalid, order.Do(Return("x-4", new ReturnedLine("b", 0, GoodsCondition.Damaged))).Refusal);
    }

    [Fact]
    public void Apply_UnknownOrUnfittingEvent_Throws()
    {
        var order = AnOrder.Of(OrderMethod.Pickup);
        var (at, of) = (order.Clock, new FulfilmentRef("f-9", "s", null, null));

        Assert.Throws<InvalidOperationException>(() => OrderMachine.Apply(order.State, new FulfilmentAccepted(at, of)));
        Assert.Throws<InvalidOperationException>(() => OrderMachine.Apply(order.State, new LinesBackordered(at, [new("a", 1)])));
        Assert.Throws<InvalidOperationException>(() => order.Do(new Unheard()));
    }

    private static ReturnGoods Return(string id, params ReturnedLine[] lines) => new(id, "s-5", [.. lines]);

    private sealed record Unheard : OrderCommand;
}
