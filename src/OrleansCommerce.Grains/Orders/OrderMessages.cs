using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Reservations;

namespace OrleansCommerce.Grains.Orders;

/// <summary>What a customer orders: an option of a promise, what a reservation holds, or lines.</summary>
/// <param name="Lines">Summed by SKU. Empty where a promise or a reservation says it.</param>
[GenerateSerializer]
[Immutable]
[Alias("order.request")]
public sealed record OrderRequest(
    [property: Id(0)] string OrderId, [property: Id(1)] string? CustomerId, [property: Id(2)] string Channel,
    [property: Id(3)] ImmutableArray<OrderLine> Lines, [property: Id(4)] OrderWish Wish);

/// <summary>The order as it is, or why a command on it was refused.</summary>
/// <param name="IsRepeated">It was so before; nothing has changed.</param>
[GenerateSerializer]
[Immutable]
[Alias("order.answer")]
public sealed record OrderAnswer(
    [property: Id(0)] OrderFigures? Order, [property: Id(1)] OrderProblem Problem = OrderProblem.None, [property: Id(2)] bool IsRepeated = false,
    [property: Id(3)] ImmutableArray<Shortfall> Shortfalls = default, [property: Id(4)] ImmutableArray<InvalidField> Fields = default)
{
    public static OrderAnswer Refused(OrderProblem problem) => new(null, problem);
}

[GenerateSerializer]
[Alias("order.problem")]
public enum OrderProblem
{
    None,
    /// <summary>The id was used before with other content.</summary>
    IdReused,
    UnknownOrder,
    UnknownFulfilment,
    UnknownPromise,
    UnknownReservation,
    UnknownLocation,
    /// <summary>The promise has no such option.</summary>
    UnknownOption,
    /// <summary>The promise is too old.</summary>
    PromiseExpired,
    /// <summary>What held the goods has ended, or belongs to somebody else.</summary>
    ReservationNotHeld,
    /// <summary>Nobody has it in the way it was asked for.</summary>
    InsufficientStock,
    /// <summary>The slot is full, or over.</summary>
    InsufficientCapacity,
    /// <summary>A step out of order.</summary>
    WrongState,
    /// <summary>A figure is outside its stated limit (<see cref="OrderLimits"/>).</summary>
    Invalid,
    /// <summary>More than was to be picked, or than has left and not come back.</summary>
    TooMany,
    /// <summary>It is another location's.</summary>
    OutOfReach,
}

/// <summary>One order as others see it.</summary>
/// <param name="Waiting">Units that are being routed.</param>
/// <param name="Backordered">Units that wait for stock.</param>
[GenerateSerializer]
[Immutable]
[Alias("order.figures")]
public sealed record OrderFigures(
    [property: Id(0)] string OrderId, [property: Id(1)] OrderStatus Status, [property: Id(2)] string? CustomerId, [property: Id(3)] string Channel,
    [property: Id(4)] ImmutableArray<OrderLine> Lines, [property: Id(5)] ImmutableArray<FulfilmentFigures> Fulfilments,
    [property: Id(6)] ImmutableArray<OrderLine> Waiting, [property: Id(7)] ImmutableArray<OrderLine> Backordered,
    [property: Id(8)] ImmutableArray<OrderHistoryEntry> History, [property: Id(9)] long Version)
{
    public static OrderFigures Of(OrderState state) => new(
        state.OrderId, state.Status, state.CustomerId, state.Channel, state.Lines,
        [.. state.Fulfilments.Select(fulfilment => FulfilmentFigures.Of(state, fulfilment))], state.Unassigned, state.Backordered, [.. state.History],
        state.Version);
}

/// <summary>What one location does for an order.</summary>
/// <param name="Lines">What it is still to do, or has done.</param>
/// <param name="Slot">When it picks; of a pickup, when the customer may come.</param>
/// <param name="CollectAt">Where the customer comes for it; null: it is sent home.</param>
/// <param name="AcceptBy">When it is taken from the location unless it has accepted.</param>
/// <param name="CollectBy">When it goes back to the shelf; null before it is ready.</param>
/// <param name="OrderVersion">The highest one is the newest.</param>
[GenerateSerializer]
[Immutable]
[Alias("order.fulfilment")]
public sealed record FulfilmentFigures(
    [property: Id(0)] string FulfilmentId, [property: Id(1)] string OrderId, [property: Id(2)] string LocationId,
    [property: Id(3)] OrderMethod Method, [property: Id(4)] FulfilmentState State, [property: Id(5)] ImmutableArray<OrderLine> Lines,
    [property: Id(6)] PickSlot? Slot, [property: Id(7)] string? CollectAt, [property: Id(8)] DateTimeOffset AcceptBy,
    [property: Id(9)] DateTimeOffset? CollectBy, [property: Id(10)] string? Reason, [property: Id(11)] long OrderVersion,
    [property: Id(12)] DateTimeOffset At)
{
    public static FulfilmentFigures Of(OrderState state, Fulfilment fulfilment)
    {
        var a = fulfilment.Assignment;
        return new(
            a.FulfilmentId, state.OrderId, a.LocationId, a.Method, fulfilment.State, fulfilment.Lines, a.Slot, a.CollectAt, fulfilment.AcceptBy,
            fulfilment.CollectBy, fulfilment.Reason, state.Version, state.Time);
    }

    /// <summary>Neither done nor come to nothing.</summary>
    public bool IsActive => Fulfilment.IsUnderWay(State);
}
