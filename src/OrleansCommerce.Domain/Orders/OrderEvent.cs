using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Orders;

/// <summary>What has happened to one order. <see cref="At"/> never goes back within an order.</summary>
public abstract record OrderEvent(DateTimeOffset At);

/// <summary>
/// All its lines wait to be routed; what follows in the same append takes them on: these fulfilments, and what is backordered at once.
/// </summary>
public sealed record OrderPlaced(
    DateTimeOffset At, string OrderId, string? CustomerId, string Channel, ImmutableArray<OrderLine> Lines,
    ImmutableArray<string> FulfilmentIds, ImmutableArray<OrderLine> Backordered, OrderWish? Wish = null) : OrderEvent(At);

/// <summary>A reservation is about to be confirmed for the order; the fulfilments that follow have it, or it is dropped.</summary>
public sealed record ReservationTaken(DateTimeOffset At, string ReservationId) : OrderEvent(At);

/// <summary>It will not become fulfilments: it is given back next.</summary>
public sealed record ReservationDropped(DateTimeOffset At, string ReservationId) : OrderEvent(At);

public sealed record ReservationGivenBack(DateTimeOffset At, string ReservationId) : OrderEvent(At);

/// <summary>What events up to the version <see cref="Through"/> ask of others is done.</summary>
public sealed record EffectsSettled(DateTimeOffset At, long Through) : OrderEvent(At);

public sealed record FulfilmentAssigned(DateTimeOffset At, Assignment Assignment, DateTimeOffset AcceptBy) : OrderEvent(At);

/// <summary>Something that happened to one fulfilment, with all that others need in order to follow: they need not ask the order.</summary>
public abstract record FulfilmentEvent(DateTimeOffset At, FulfilmentRef Of) : OrderEvent(At);

public sealed record FulfilmentAccepted(DateTimeOffset At, FulfilmentRef Of) : FulfilmentEvent(At, Of);

public sealed record FulfilmentRejected(DateTimeOffset At, FulfilmentRef Of, string Reason, ImmutableArray<OrderLine> Lines)
    : FulfilmentEvent(At, Of);

/// <summary>Nobody accepted it in time.</summary>
public sealed record FulfilmentTimedOut(DateTimeOffset At, FulfilmentRef Of, ImmutableArray<OrderLine> Lines) : FulfilmentEvent(At, Of);

/// <summary><see cref="Missing"/> was not found: the stock is wrong, somebody has to count, and another location has to serve it.</summary>
public sealed record FulfilmentPicked(
    DateTimeOffset At, FulfilmentRef Of, ImmutableArray<OrderLine> Picked, ImmutableArray<OrderLine> Missing) : FulfilmentEvent(At, Of);

/// <summary>
/// Before it was picked, a sale or a count left too little at the location: <see cref="Lines"/> of it have to come from elsewhere.
/// <see cref="Number"/> counts from 1 within the fulfilment. <see cref="IsWhole"/>: nothing else of it is left.
/// </summary>
public sealed record FulfilmentShorted(
    DateTimeOffset At, FulfilmentRef Of, ImmutableArray<OrderLine> Lines, string Reason, int Number, bool IsWhole = false)
    : FulfilmentEvent(At, Of);

public sealed record FulfilmentPacked(DateTimeOffset At, FulfilmentRef Of) : FulfilmentEvent(At, Of);

public sealed record FulfilmentReady(DateTimeOffset At, FulfilmentRef Of, DateTimeOffset CollectBy) : FulfilmentEvent(At, Of);

public sealed record FulfilmentCollected(DateTimeOffset At, FulfilmentRef Of, ImmutableArray<OrderLine> Lines) : FulfilmentEvent(At, Of);

public sealed record FulfilmentShipped(DateTimeOffset At, FulfilmentRef Of, ImmutableArray<OrderLine> Lines, string? Tracking)
    : FulfilmentEvent(At, Of);

public sealed record FulfilmentDelivered(DateTimeOffset At, FulfilmentRef Of) : FulfilmentEvent(At, Of);

/// <summary>Nobody came for it in time. <see cref="HadLeft"/>: it stands in another location than the one that it left.</summary>
public sealed record FulfilmentNotCollected(DateTimeOffset At, FulfilmentRef Of, ImmutableArray<OrderLine> Lines, bool HadLeft)
    : FulfilmentEvent(At, Of);

public sealed record FulfilmentCancelled(DateTimeOffset At, FulfilmentRef Of, string Reason, ImmutableArray<OrderLine> Lines, bool HadLeft)
    : FulfilmentEvent(At, Of);

public sealed record LinesBackordered(DateTimeOffset At, ImmutableArray<OrderLine> Lines) : OrderEvent(At);

/// <summary>Lines that no location had: off.</summary>
public sealed record LinesCancelled(DateTimeOffset At, ImmutableArray<OrderLine> Lines, string Reason) : OrderEvent(At);

public sealed record GoodsReturned(DateTimeOffset At, string ReturnId, string LocationId, ImmutableArray<ReturnedLine> Lines) : OrderEvent(At);

/// <summary>Which fulfilment, where, and what holds its goods.</summary>
public readonly record struct FulfilmentRef(
    string FulfilmentId, string LocationId, string? ReservationId, string? CollectAt, PickSlot? Slot = null);
