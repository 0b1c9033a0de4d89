using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Locations.Capacity;

/// <summary>One live hold inside a <see cref="CapacityState"/>.</summary>
internal sealed class SlotHold
{
    public required string ReservationId { get; init; }
    public required PickSlot Slot { get; init; }
    public required long Quantity { get; init; }
    public required int TtlSeconds { get; init; }
    public required string? CustomerId { get; init; }
    public required bool OfBasket { get; init; }
    public required DateTimeOffset FirstHeldUntil { get; init; }

    /// <summary>The try of its basket that made it; 0 for a slot by itself.</summary>
    public required long Round { get; init; }
    public required DateTimeOffset HeldUntil { get; set; }
    public required long Remaining { get; set; }
    public bool IsConfirmed { get; set; }

    /// <summary>The attempt that waits for its decision; 0 when none does.</summary>
    public long Attempt { get; set; }
    public DateTimeOffset PendingSince { get; set; }

    public bool IsPending => Attempt != 0;

    public bool IsDue(DateTimeOffset now) => !IsConfirmed && !IsPending && HeldUntil <= now;

    /// <summary>When somebody must look at this hold again: to expire it, or to ask what was decided. Null: never.</summary>
    public DateTimeOffset? Due => IsPending ? PendingSince + CapacityLimits.PendingPatience : IsConfirmed ? null : HeldUntil;

    public SlotHoldFigures Figures(SlotHoldStatus status) => new(
        ReservationId, status, Slot, Quantity, Remaining, status is SlotHoldStatus.Held ? HeldUntil : null, FirstHeldUntil, TtlSeconds,
        CustomerId, OfBasket);

    public SlotHoldFigures Figures() => Figures(IsConfirmed ? SlotHoldStatus.Confirmed : SlotHoldStatus.Held);
}
