namespace OrleansCommerce.Domain.Stock;

/// <summary>
/// The quantities of one stock item at one version, in whole units. The books balance when
/// <c>Received = OnHand + GoneOut</c>; damaged goods have gone out of what can be sold.
/// </summary>
public readonly record struct StockFigures(
    long Version, long OnHand, long Reserved, long SafetyStock, long Damaged, long Received, long GoneOut, int Holds,
    DateTimeOffset? NextDue, DateTimeOffset At)
{
    /// <summary>May be negative after a till sale or a count that found less than was held.</summary>
    public long Available => OnHand - Reserved - SafetyStock;

    public bool Balanced => Received == OnHand + GoneOut;
}

/// <summary>
/// One hold as others see it: <see cref="Quantity"/> units were asked for, <see cref="Remaining"/> are still held (or were, when it
/// ended). <see cref="HeldUntil"/> is null once it no longer expires; <see cref="FirstHeldUntil"/> is what was promised at first.
/// </summary>
public sealed record HoldFigures(
    string ReservationId, HoldStatus Status, long Quantity, long Remaining, DateTimeOffset? HeldUntil, DateTimeOffset FirstHeldUntil,
    int TtlSeconds, string? CustomerId, bool OfBasket)
{
    /// <summary>What was answered when the hold was made: a retry hears the same, whatever happened since.</summary>
    public HoldFigures FirstAnswer() => this with { Status = HoldStatus.Held, Remaining = Quantity, HeldUntil = FirstHeldUntil };
}

public enum HoldStatus
{
    Held,
    Confirmed,
    Fulfilled,
    Released,
    Expired,
}
