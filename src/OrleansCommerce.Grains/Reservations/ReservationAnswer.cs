using System.Collections.Immutable;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>What a shopper asks for. Lines are summed per item and in key order (<see cref="ReservationLines.Sum"/>).</summary>
public sealed record ReservationRequest(string ReservationId, ImmutableArray<ReservationLine> Lines, int TtlSeconds, string? CustomerId);

/// <summary>A reservation as it is, or why a command on it was refused.</summary>
/// <param name="IsRepeated">The command was answered before; nothing has changed.</param>
public sealed record ReservationAnswer(
    ReservationFigures? Reservation, ReservationProblem Problem = ReservationProblem.None, ImmutableArray<Shortfall> Shortfalls = default,
    bool IsRepeated = false)
{
    public static ReservationAnswer Refused(ReservationProblem problem, params ImmutableArray<Shortfall> shortfalls) =>
        new(null, problem, shortfalls);
}

/// <summary>One reservation, whether its one line lives at its item or a coordinator keeps several.</summary>
public sealed record ReservationFigures(
    string ReservationId, ReservationStatus Status, DateTimeOffset? HeldUntil, int TtlSeconds, string? CustomerId,
    ImmutableArray<ReservationLine> Lines);

/// <summary>A line that could not be held, and what there was for it.</summary>
public readonly record struct Shortfall(StockKey Item, long Requested, long Available);

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
}
