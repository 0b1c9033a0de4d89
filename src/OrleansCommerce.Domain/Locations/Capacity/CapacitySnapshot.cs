using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Locations.Capacity;

/// <summary>
/// One location's pick capacity at one version, with everything that the next decision may depend on: whoever goes on from here decides
/// as if every event up to <see cref="Version"/> had been applied.
/// </summary>
/// <param name="Slots">By start: what was taken on, live or done.</param>
/// <param name="Remembered">The oldest first.</param>
public sealed record CapacitySnapshot(
    long Version, DateTimeOffset Time, long? PerSlot, long TakenOn, long Done, long GivenBack, bool HasForgotten,
    ImmutableArray<SlotQuantity> Slots, ImmutableArray<SlotQuantity> Overrides, ImmutableArray<SlotHoldSnapshot> Holds,
    ImmutableArray<CapacityEvent> Remembered);

public readonly record struct SlotQuantity(PickSlot Slot, long Quantity);

/// <summary>One live hold. <see cref="PendingSince"/> is there exactly while <see cref="Attempt"/>, which counts from 1, waits for its decision.</summary>
public readonly record struct SlotHoldSnapshot(
    string ReservationId, PickSlot Slot, long Quantity, long Remaining, int TtlSeconds, string? CustomerId, bool OfBasket,
    DateTimeOffset FirstHeldUntil, DateTimeOffset HeldUntil, bool IsConfirmed, long Attempt, DateTimeOffset? PendingSince, long Round);
