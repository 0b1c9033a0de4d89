using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Orders;

/// <summary>What can be asked of one order. Lines are summed by SKU (<see cref="OrderLines.Sum"/>).</summary>
public abstract record OrderCommand;

/// <summary>
/// An order comes in. What of its <see cref="Lines"/> neither a fulfilment takes on nor is backordered waits to be routed.
/// </summary>
public sealed record PlaceOrder(
    string OrderId, string? CustomerId, string Channel, ImmutableArray<OrderLine> Lines, ImmutableArray<Assignment> Fulfilments,
    ImmutableArray<OrderLine> Backordered, OrderWish? Wish = null) : OrderCommand;

/// <summary>A location is to serve some lines.</summary>
/// <param name="ReservationId">Which holds them, and the slot.</param>
/// <param name="AcceptSeconds">How long the location has to accept.</param>
/// <param name="CollectAt">Where the customer comes for it: the location itself, or the store it is sent to. Null: it is sent home.</param>
/// <param name="Why">Why this location: for people to read, and no part of what is assigned.</param>
public sealed record Assignment(
    string FulfilmentId, string LocationId, OrderMethod Method, ImmutableArray<OrderLine> Lines, PickSlot? Slot, string? ReservationId,
    int AcceptSeconds, string? CollectAt = null, string? Why = null)
{
    /// <summary>Lines are compared by content.</summary>
    public bool Equals(Assignment? other) =>
        other is not null && (FulfilmentId, LocationId, Method, Slot, ReservationId, AcceptSeconds, CollectAt)
            .Equals((other.FulfilmentId, other.LocationId, other.Method, other.Slot, other.ReservationId, other.AcceptSeconds, other.CollectAt))
        && Lines.SequenceEqual(other.Lines);

    public override int GetHashCode() => FulfilmentId.Length;
}

public enum OrderMethod
{
    Pickup,
    Curbside,
    /// <summary>Sent from a store or a warehouse to the customer.</summary>
    Delivery,
    /// <summary>Sent to a store, where the customer collects it.</summary>
    ShipToStore,
    /// <summary>Sent by the supplier, who picks and packs unseen.</summary>
    DropShip,
}

/// <summary>Lines that wait, to be routed or for stock, have a location.</summary>
public sealed record AssignFulfilment(Assignment Assignment) : OrderCommand;

/// <summary>The same for several locations at once: all of them or none.</summary>
public sealed record AssignFulfilments(ImmutableArray<Assignment> Assignments) : OrderCommand;

/// <summary>
/// This reservation is about to be confirmed for the order. Recorded before that, so that one which a crash keeps from becoming
/// fulfilments is given back and never sits there for nobody.
/// </summary>
public sealed record TakeReservation(string ReservationId) : OrderCommand;

/// <summary>
/// The reservation that was to be taken is to be given back instead. Recorded before that, so that an owner of the order that is not its
/// owner any more gives nothing back that the other one has made fulfilments of.
/// </summary>
public sealed record DropReservation(string ReservationId) : OrderCommand;

/// <summary>What was to be given back has been, or never was the order's.</summary>
public sealed record FinishGivingBack(string ReservationId) : OrderCommand;

/// <summary>What events up to this version of the order ask of others is done.</summary>
public sealed record SettleEffects(long Through) : OrderCommand;

/// <summary>Nobody has these: of the lines that wait to be routed they now wait for stock.</summary>
public sealed record BackorderLines(ImmutableArray<OrderLine> Lines) : OrderCommand;

/// <summary>
/// A till sale or a count has left less at a location than is held: of what a reservation holds of a SKU there only
/// <see cref="Covered"/> units are left to this order. What has been picked already is in hand, and nothing of that is given up.
/// </summary>
public sealed record LoseUnits(string ReservationId, string LocationId, string Sku, long Covered) : OrderCommand;

public sealed record AcceptFulfilment(string FulfilmentId) : OrderCommand;

/// <summary>The location can't, before it has picked. <see cref="Reason"/>: one of <c>RejectionReasons</c>, or in its own words.</summary>
public sealed record RejectFulfilment(string FulfilmentId, string Reason) : OrderCommand;

/// <summary>What was found. Null: everything. Lines that are left out were not found at all.</summary>
public sealed record PickFulfilment(string FulfilmentId, ImmutableArray<OrderLine>? Picked = null) : OrderCommand;

public sealed record PackFulfilment(string FulfilmentId) : OrderCommand;

/// <summary>The customer may come, within <see cref="CollectSeconds"/>.</summary>
public sealed record ReadyFulfilment(string FulfilmentId, int CollectSeconds) : OrderCommand;

public sealed record CollectFulfilment(string FulfilmentId) : OrderCommand;

public sealed record ShipFulfilment(string FulfilmentId, string? Tracking = null) : OrderCommand;

public sealed record DeliverFulfilment(string FulfilmentId) : OrderCommand;

/// <summary>Everything that has not left yet is off.</summary>
public sealed record CancelOrder(string Reason) : OrderCommand;

/// <summary>Goods come back, to any location.</summary>
public sealed record ReturnGoods(string ReturnId, string LocationId, ImmutableArray<ReturnedLine> Lines) : OrderCommand;

public readonly record struct ReturnedLine(string Sku, long Quantity, GoodsCondition Condition);

public enum GoodsCondition
{
    /// <summary>Goes back on the shelf.</summary>
    Resaleable,
    /// <summary>Is set apart.</summary>
    Damaged,
}

/// <summary>Takes from locations what they have not accepted in time, and back from the shelf what nobody collected.</summary>
public sealed record ExpireFulfilments : OrderCommand;
