using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Locations.Capacity;

/// <summary>What has happened to one location's pick capacity. <see cref="At"/> never goes back within a location.</summary>
public abstract record CapacityEvent(DateTimeOffset At);

/// <summary><see cref="Overbooked"/> names the slots that now have taken on more than they can do, by start.</summary>
public sealed record CapacitySet(DateTimeOffset At, long? PerSlot, ImmutableArray<Overbooking> Overbooked) : CapacityEvent(At);

public sealed record SlotCapacitySet(DateTimeOffset At, PickSlot Slot, long? Capacity, Overbooking? Overbooked) : CapacityEvent(At);

public sealed record SlotHeld(
    DateTimeOffset At, string ReservationId, PickSlot Slot, long Quantity, DateTimeOffset HeldUntil, int TtlSeconds, string? CustomerId,
    bool OfBasket, long Round = 0) : CapacityEvent(At);

public sealed record SlotPrepared(DateTimeOffset At, string ReservationId, long Attempt) : CapacityEvent(At);

public sealed record SlotPrepareAborted(DateTimeOffset At, string ReservationId, long Attempt) : CapacityEvent(At);

public sealed record SlotConfirmed(DateTimeOffset At, string ReservationId) : CapacityEvent(At);

public sealed record SlotExtended(
    DateTimeOffset At, string ReservationId, DateTimeOffset HeldUntil, int TtlSeconds, string? ExtensionId, SlotHoldFigures Hold)
    : CapacityEvent(At);

/// <summary>Work was done. <see cref="Hold"/> is what it is now: finished when nothing remains.</summary>
public sealed record WorkFinished(
    DateTimeOffset At, string ReservationId, long Quantity, string? FulfilmentId, SlotHoldFigures Hold) : CapacityEvent(At);

/// <summary>A hold ended without its work being done, and why. <see cref="Hold"/> is what it had become.</summary>
public sealed record SlotHoldEnded(DateTimeOffset At, SlotHoldEnd End, SlotHoldFigures Hold) : CapacityEvent(At);

public enum SlotHoldEnd
{
    Released,
    Expired,
}

/// <summary>A slot that has taken on more than it can do, which no decision makes so: its capacity was lowered afterwards.</summary>
public readonly record struct Overbooking(PickSlot Slot, long Taken, long Capacity)
{
    public long Excess => Taken - Capacity;
}
