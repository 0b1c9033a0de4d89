using OrleansCommerce.Domain.Feeds;

namespace OrleansCommerce.Domain.Stock;

/// <summary>What has happened to one stock item. <see cref="At"/> never goes back within an item.</summary>
public abstract record StockEvent(DateTimeOffset At);

/// <summary>
/// Goods moved. <see cref="Delta"/> is the change of on hand; <see cref="After"/> are the figures right after it, so that a late
/// retry can be answered from this record alone (but for <c>NextDue</c> and <c>OldestConfirmed</c>, which are left out).
/// <see cref="Deficit"/>: by how much more is held than is there, if so. <see cref="Outcome"/>: whether it was booked, or only recorded.
/// <see cref="Earmarked"/>: units that are for the queue from now on; null: as many as before.
/// </summary>
public sealed record Moved(
    DateTimeOffset At, string MovementId, MovementKind Kind, long Quantity, long Delta, string? Reason, DateTimeOffset? OccurredAt,
    StockFigures After, long Deficit, FeedMark? Feed = null, MoveOutcome Outcome = MoveOutcome.Booked, long? Earmarked = null)
    : StockEvent(At);

/// <summary>So many units of what is there and not held are for the queue.</summary>
public sealed record EarmarkSet(DateTimeOffset At, long Quantity) : StockEvent(At);

public sealed record SafetyStockSet(DateTimeOffset At, long Quantity) : StockEvent(At);

public sealed record Held(
    DateTimeOffset At, string ReservationId, long Quantity, DateTimeOffset HeldUntil, int TtlSeconds, string? CustomerId, bool OfBasket,
    long Round = 0, bool FromQueue = false) : StockEvent(At);

public sealed record Prepared(DateTimeOffset At, string ReservationId, long Attempt) : StockEvent(At);

public sealed record PrepareAborted(DateTimeOffset At, string ReservationId, long Attempt) : StockEvent(At);

/// <summary><see cref="OrderId"/>: of a single line the order that has taken it, if one has; it may do so when it is confirmed already.</summary>
public sealed record Confirmed(DateTimeOffset At, string ReservationId, string? OrderId = null) : StockEvent(At);

public sealed record Extended(
    DateTimeOffset At, string ReservationId, DateTimeOffset HeldUntil, int TtlSeconds, string? ExtensionId, HoldFigures Hold)
    : StockEvent(At);

/// <summary>Units of a confirmed hold came to their end. <see cref="Hold"/> is what it is now, ended when nothing remains.</summary>
public sealed record Fulfilled(
    DateTimeOffset At, string ReservationId, long Quantity, string? FulfilmentId, HoldFigures Hold, HoldOutcome Outcome = HoldOutcome.Left)
    : StockEvent(At);

/// <summary>A hold ended without goods leaving, and why. <see cref="Hold"/> is what it had become, for whoever asks later.</summary>
public sealed record HoldEnded(DateTimeOffset At, HoldEnd End, HoldFigures Hold) : StockEvent(At);

public enum HoldEnd
{
    Released,
    Expired,
    /// <summary>What it held was sold at the till, or not there when somebody counted.</summary>
    Uncovered,
}
