using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Reservations;

/// <summary>What has happened to a basket of several participants.</summary>
public abstract record ReservationEvent(DateTimeOffset At);

/// <summary><see cref="Slots"/> is left out where there are none.</summary>
public sealed record ReservationOpened(
    DateTimeOffset At, string ReservationId, ImmutableArray<ReservationLine> Lines, int TtlSeconds, string? CustomerId,
    DateTimeOffset HeldUntil, ImmutableArray<SlotLine> Slots = default) : ReservationEvent(At);

public sealed record ReservationConfirmed(DateTimeOffset At, long Attempt, string? OrderId = null) : ReservationEvent(At);

public sealed record ReservationReleased(DateTimeOffset At, long Attempt) : ReservationEvent(At);

public sealed record ReservationExpired(DateTimeOffset At) : ReservationEvent(At);

public sealed record AttemptAborted(DateTimeOffset At, long Attempt) : ReservationEvent(At);

public sealed record ReservationExtended(DateTimeOffset At, DateTimeOffset HeldUntil, int TtlSeconds, string? ExtensionId) : ReservationEvent(At);

public sealed record ReservationFulfilled(DateTimeOffset At) : ReservationEvent(At);
