using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Reservations;

/// <summary>
/// What the coordinator of a basket records. It records only after, or before, its participants did their part: the order is the
/// protocol of <c>ReservationGrain</c>.
/// </summary>
public abstract record ReservationCommand;

/// <summary>Every line and every slot is held until <see cref="HeldUntil"/> or longer.</summary>
public sealed record OpenReservation(
    string ReservationId, ImmutableArray<ReservationLine> Lines, ImmutableArray<SlotLine> Slots, int TtlSeconds, string? CustomerId,
    DateTimeOffset HeldUntil) : ReservationCommand;

/// <summary>
/// Every line is prepared for <see cref="Attempt"/>: the basket is confirmed. With <see cref="OrderId"/> it is that order's from now on, which
/// ends each part of it by itself.
/// </summary>
public sealed record DecideConfirmed(long Attempt, string? OrderId = null) : ReservationCommand;

/// <summary>The basket gives its lines back. A confirmed one only when every line is prepared for <see cref="Attempt"/>.</summary>
public sealed record DecideReleased(long Attempt) : ReservationCommand;

/// <summary>A line, or the basket itself, is past its time: the basket has expired as a whole.</summary>
public sealed record DecideExpired : ReservationCommand;

/// <summary>
/// Somebody waits for the decision of an attempt that nobody is working on: it is never to be made. Or an attempt to open the basket has
/// failed, and its holds are about to be taken back: nobody else opens it over them.
/// </summary>
public sealed record AbortAttempt(long Attempt) : ReservationCommand;

/// <summary>Every line is held until <see cref="HeldUntil"/> or longer.</summary>
public sealed record ExtendReservation(DateTimeOffset HeldUntil, int TtlSeconds, string? ExtensionId) : ReservationCommand;

/// <summary>The goods of every line have left.</summary>
public sealed record CompleteReservation : ReservationCommand;
