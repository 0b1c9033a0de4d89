namespace OrleansCommerce.Domain.Stock;

/// <summary>
/// The quantities of one stock item at one version, in whole units. The books balance when
/// <c>Received = OnHand + GoneOut</c>; damaged goods have gone out of what can be sold. <see cref="OldestConfirmed"/>: since when the
/// confirmed hold waits that waits longest; null where there is none, and in what is recorded.
/// </summary>
public readonly record struct StockFigures(
    long Version, long OnHand, long Reserved, long SafetyStock, long Damaged, long Received, long GoneOut, int Holds,
    DateTimeOffset? NextDue, DateTimeOffset At, DateTimeOffset? OldestConfirmed = null)
{
    /// <summary>May be negative after a till sale or a count that found less than was held.</summary>
    public long Available => OnHand - Reserved - SafetyStock;

    /// <summary>By how much more is held than is there: a sale or a count was a fact.</summary>
    public long Deficit => Math.Max(0, Reserved - OnHand);

    public bool Balanced => Received == OnHand + GoneOut;
}

/// <summary>
/// One hold as others see it: <see cref="Quantity"/> units were asked for, <see cref="Remaining"/> are still held (or were, when it
/// ended). <see cref="HeldUntil"/> is null once it no longer expires; <see cref="FirstHeldUntil"/> is what was promised at first.
/// <see cref="OrderId"/>: the order that has taken it, where it is not of a basket.
/// </summary>
public sealed record HoldFigures(
    string ReservationId, HoldStatus Status, long Quantity, long Remaining, DateTimeOffset? HeldUntil, DateTimeOffset FirstHeldUntil,
    int TtlSeconds, string? CustomerId, bool OfBasket, string? OrderId = null)
{
    /// <summary>What was answered when the hold was made: a retry hears the same, whatever happened since.</summary>
    public HoldFigures FirstAnswer() => this with { Status = HoldStatus.Held, Remaining = Quantity, HeldUntil = FirstHeldUntil, OrderId = null };
}

public enum HoldStatus
{
    Held,
    Confirmed,
    Fulfilled,
    Released,
    Expired,
}
