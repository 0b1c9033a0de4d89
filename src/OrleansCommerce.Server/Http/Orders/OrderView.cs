using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Server.Http.Promises;

namespace OrleansCommerce.Server.Http.Orders;

/// <summary>An order as callers see it.</summary>
/// <param name="State"><c>open</c>, <c>completed</c>, <c>cancelled</c> or <c>backordered</c>.</param>
/// <param name="Waiting">Units that are being routed; left out where there are none.</param>
/// <param name="Backordered">Units that wait for stock; left out where there are none.</param>
/// <param name="History">The oldest first.</param>
public sealed record OrderView(
    string OrderId, string State, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? CustomerId, string Channel, ImmutableArray<OrderLineView> Lines,
    ImmutableArray<FulfilmentView> Fulfilments, ImmutableArray<OrderLineView>? Waiting, ImmutableArray<OrderLineView>? Backordered,
    ImmutableArray<HistoryView> History, long Version)
{
    public static OrderView Of(OrderFigures order) => new(
        order.OrderId, OrderNames.Of(order.Status), order.CustomerId, order.Channel, OrderLineView.Of(order.Lines),
        [.. order.Fulfilments.Select(FulfilmentView.Of)], order.Waiting.IsEmpty ? null : OrderLineView.Of(order.Waiting),
        order.Backordered.IsEmpty ? null : OrderLineView.Of(order.Backordered),
        [.. order.History.Select(entry => new HistoryView(entry.At, entry.What, entry.Why))], order.Version);
}

public sealed record OrderLineView(string Sku, long Quantity)
{
    public static ImmutableArray<OrderLineView> Of(ImmutableArray<OrderLine> lines) => [.. lines.Select(line => new OrderLineView(line.Sku, line.Quantity))];
}

public sealed record HistoryView(
    DateTimeOffset At, string What, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Why);

/// <summary>What one location does for an order.</summary>
/// <param name="Lines">What it is still to do, or has done.</param>
/// <param name="Slot">When it picks; of a pickup, when the customer may come.</param>
/// <param name="CollectAt">Where the customer comes for it; left out where it is sent home.</param>
/// <param name="IsDropShip">A supplier sends it; left out otherwise.</param>
/// <param name="AcceptBy">When it is given to another location unless this one has accepted; only while it is to.</param>
/// <param name="CollectBy">When it goes back to the shelf; only while it waits for the customer.</param>
/// <param name="Reason">Why it came to nothing.</param>
/// <param name="Version">Grows with each change; within one watch or list the highest is the newest.</param>
public sealed record FulfilmentView(
    string FulfilmentId, string OrderId, string LocationId, string Method, string State, ImmutableArray<OrderLineView> Lines,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] SlotView? Slot,
    string? CollectAt, bool? IsDropShip, DateTimeOffset? AcceptBy, DateTimeOffset? CollectBy, string? Reason, long Version)
{
    public static FulfilmentView Of(FulfilmentFigures f) => new(
        f.FulfilmentId, f.OrderId, f.LocationId, OrderNames.Of(f.Method), StepNames.Of(f.State), OrderLineView.Of(f.Lines), SlotView.Of(f.Slot),
        f.CollectAt, f.Method == OrderMethod.DropShip ? true : null, f.State == FulfilmentState.Assigned ? f.AcceptBy : null,
        f.State == FulfilmentState.ReadyForPickup ? f.CollectBy : null, f.Reason, f.OrderVersion);
}

/// <param name="Next">The cursor of the next page; left out on the last one.</param>
public sealed record FulfilmentPage(ImmutableArray<FulfilmentView> Items, string? Next);

/// <summary>Orders in the words of the public contract.</summary>
public static class OrderNames
{
    public static string Of(OrderStatus status) => status switch
    {
        OrderStatus.Open => "open",
        OrderStatus.Completed => "completed",
        OrderStatus.Cancelled => "cancelled",
        OrderStatus.Backordered => "backordered",
        _ => throw new InvalidOperationException($"No order is {status}."),
    };

    public static string Of(OrderMethod method) => method switch
    {
        OrderMethod.Pickup => "pickup",
        OrderMethod.Curbside => "curbside",
        OrderMethod.Delivery or OrderMethod.DropShip => "delivery",
        OrderMethod.ShipToStore => "shipToStore",
        _ => throw new InvalidOperationException($"No fulfilment comes by {method}."),
    };

    public const string AllStates =
        "assigned, accepted, picking, packed, readyForPickup, collected, shipped, delivered, rejected, cancelled, expired";

    /// <summary>Null: there is no such state.</summary>
    public static FulfilmentState? FindState(string? name) =>
        Enum.GetValues<FulfilmentState>().Where(state => StepNames.Of(state) == name).Select(state => (FulfilmentState?)state).FirstOrDefault();
}
