using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Reservations;

/// <summary>One basket as it was at a version: all that a retry, a participant in doubt or an order may still ask for.</summary>
/// <param name="Slots">Null where there are none.</param>
public sealed record ReservationSnapshot(
    long Version, string ReservationId, ReservationStatus Status, ImmutableArray<ReservationLine> Lines, ImmutableArray<SlotLine>? Slots,
    int TtlSeconds, string? CustomerId, DateTimeOffset FirstHeldUntil, DateTimeOffset HeldUntil, string? OrderId, long AttemptsSettled,
    string? LastExtensionId, int LastExtensionTtlSeconds, DateTimeOffset Time);
