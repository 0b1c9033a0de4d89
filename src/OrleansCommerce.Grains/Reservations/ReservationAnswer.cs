using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>
/// What a shopper asks for. Lines are summed per item and in key order (<see cref="ReservationLines.Sum"/>), slots per location and time
/// (<see cref="SlotLines.Sum"/>); without a slot they may be left out.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("reservation.request")]
public sealed record ReservationRequest(
    [property: Id(0)] string ReservationId, [property: Id(1)] ImmutableArray<ReservationLine> Lines, [property: Id(2)] int TtlSeconds,
    [property: Id(3)] string? CustomerId, [property: Id(4)] ImmutableArray<SlotLine> Slots = default,
    [property: Id(5)] bool FromQueue = false);

/// <summary>A reservation as it is, or why a command on it was refused.</summary>
/// <param name="IsRepeated">The command was answered before; nothing has changed.</param>
[GenerateSerializer]
[Immutable]
[Alias("reservation.answer")]
public sealed record ReservationAnswer(
    [property: Id(0)] ReservationFigures? Reservation, [property: Id(1)] ReservationProblem Problem = ReservationProblem.None,
    [property: Id(2)] ImmutableArray<Shortfall> Shortfalls = default, [property: Id(3)] bool IsRepeated = false,
    [property: Id(4)] ImmutableArray<FullSlot> FullSlots = default)
{
    public static ReservationAnswer Refused(ReservationProblem problem, params ImmutableArray<Shortfall> shortfalls) =>
        new(null, problem, shortfalls);
}

/// <summary>One reservation, whether its one line lives at its item or a coordinator keeps several.</summary>
[GenerateSerializer]
[Immutable]
[Alias("reservation.figures")]
public sealed record ReservationFigures(
    [property: Id(0)] string ReservationId, [property: Id(1)] ReservationStatus Status, [property: Id(2)] DateTimeOffset? HeldUntil,
    [property: Id(3)] int TtlSeconds, [property: Id(4)] string? CustomerId, [property: Id(5)] ImmutableArray<ReservationLine> Lines,
    [property: Id(6)] ImmutableArray<SlotLine> Slots = default, [property: Id(7)] string? OrderId = null);

/// <summary>A line that could not be held, and what there was for it.</summary>
[GenerateSerializer]
[Immutable]
[Alias("reservation.shortfall")]
public readonly record struct Shortfall(
    [property: Id(0)] StockKey Item, [property: Id(1)] long Requested, [property: Id(2)] long Available);

/// <summary>A slot that could not be held: it is full, over, or none of the location's.</summary>
[GenerateSerializer]
[Immutable]
[Alias("reservation.full-slot")]
public readonly record struct FullSlot(
    [property: Id(0)] string LocationId, [property: Id(1)] DateTimeOffset Start, [property: Id(2)] DateTimeOffset End);

[GenerateSerializer]
[Alias("reservation.problem")]
public enum ReservationProblem
{
    None,
    IdReused,
    Unknown,
    NotHeld,
    NotConfirmed,
    InsufficientStock,
    /// <summary>An item has as many holds alive as it may have.</summary>
    TooManyHolds,
    /// <summary>A line, summed over its item, asks for more than one line may.</summary>
    QuantityLimit,
    /// <summary>A pick slot is full, over, or none of the location's.</summary>
    InsufficientCapacity,
    /// <summary>An order has taken it: its parts end with that order's fulfilments.</summary>
    TakenByOrder,
}
