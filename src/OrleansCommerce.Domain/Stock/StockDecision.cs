using System.Collections.Immutable;
using OrleansCommerce.Domain.Feeds;

namespace OrleansCommerce.Domain.Stock;

/// <summary>
/// What a command comes to: the events to append (expiries that were due come first, even before a refusal), a refusal if it is
/// one, and what it says of the hold it concerns. <see cref="Recalled"/>: the command was answered before; these were the figures
/// (of a movement) or are those of now (of anything else), and nothing is appended.
/// <see cref="Outcome"/> is what became of a movement, then or now.
/// </summary>
public readonly record struct StockDecision(
    ImmutableArray<StockEvent> Events, StockRefusal? Refusal = null, HoldFigures? Hold = null, StockFigures? Recalled = null,
    MoveOutcome Outcome = MoveOutcome.Booked);

/// <summary>Why not, with what was asked and what there was, where quantities are the reason.</summary>
public sealed record StockRefusal(StockRefusalCode Code, long Requested = 0, long Available = 0);

/// <summary>In the order in which they are looked for.</summary>
public enum StockRefusalCode
{
    /// <summary>The id was used before with other content.</summary>
    IdReused,
    UnknownReservation,
    /// <summary>The reservation has ended, or is due.</summary>
    NotHeld,
    /// <summary>Goods can't leave for a hold that is not confirmed.</summary>
    NotConfirmed,
    /// <summary>A decision over the whole basket is under way.</summary>
    Pending,
    /// <summary>An order has taken it: nobody else ends it.</summary>
    TakenByOrder,
    /// <summary>A figure is, or would leave, outside its stated limit (<see cref="StockLimits"/>).</summary>
    QuantityLimit,
    /// <summary>A count names a version that is not the item's.</summary>
    VersionMismatch,
    /// <summary>Less is there, or held, than the command takes.</summary>
    InsufficientStock,
    TooManyHolds,
}
