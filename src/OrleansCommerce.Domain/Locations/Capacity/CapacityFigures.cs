using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Locations.Capacity;

/// <summary>
/// One location's pick work at one version. The books balance when <c>TakenOn = Done + GivenBack + Held + Backlog</c>.
/// </summary>
/// <param name="Held">Work in holds that may still expire.</param>
/// <param name="Backlog">Work that is confirmed and not yet done, of whatever slot.</param>
/// <param name="NextDue">When somebody must look at a hold again. Null: never.</param>
public readonly record struct CapacityFigures(
    long Version, long? PerSlot, long TakenOn, long Done, long GivenBack, long Held, long Backlog, int Holds, DateTimeOffset? NextDue,
    DateTimeOffset At)
{
    public bool Balanced => TakenOn == Done + GivenBack + Held + Backlog;
}

/// <summary>What one slot can do and has taken on. <see cref="Capacity"/> is null where no limit is stated.</summary>
public readonly record struct SlotFigures(PickSlot Slot, long? Capacity, long Taken)
{
    /// <summary>Never negative: an over-booked slot has nothing left.</summary>
    public long Left => Capacity is { } capacity ? Math.Max(0, capacity - Taken) : long.MaxValue;
}

/// <summary>
/// One hold as others see it: <see cref="Quantity"/> units of work were asked for, <see cref="Remaining"/> are still to be done (or were,
/// when it ended). <see cref="HeldUntil"/> is null once it no longer expires; <see cref="FirstHeldUntil"/> is what was promised at first.
/// </summary>
public sealed record SlotHoldFigures(
    string ReservationId, SlotHoldStatus Status, PickSlot Slot, long Quantity, long Remaining, DateTimeOffset? HeldUntil,
    DateTimeOffset FirstHeldUntil, int TtlSeconds, string? CustomerId, bool OfBasket)
{
    /// <summary>What was answered when the hold was made: a retry hears the same, whatever happened since.</summary>
    public SlotHoldFigures FirstAnswer() => this with { Status = SlotHoldStatus.Held, Remaining = Quantity, HeldUntil = FirstHeldUntil };
}

public enum SlotHoldStatus
{
    Held,
    Confirmed,
    Finished,
    Released,
    Expired,
}
