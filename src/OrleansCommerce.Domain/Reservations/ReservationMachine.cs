namespace OrleansCommerce.Domain.Reservations;

/// <summary>The rules of one basket's record, as two pure functions. At most one of confirmed, released and expired ever wins.</summary>
public static class ReservationMachine
{
    /// <summary>What a command comes to at <paramref name="clock"/> (UTC). Reads, never changes.</summary>
    public static ReservationDecision Decide(ReservationState state, ReservationCommand command, DateTimeOffset clock)
    {
        var now = state.EffectiveTime(clock);
        return command switch
        {
            OpenReservation c => DecideOpen(state, c, now),
            AbortAttempt c => c.Attempt <= state.AttemptsSettled ? Nothing : Accept(new AttemptAborted(now, c.Attempt)),
            _ when !state.Exists => Refuse(ReservationRefusal.Unknown),
            DecideConfirmed c => DecideConfirm(state, c, now),
            DecideReleased c => DecideRelease(state, c, now),
            DecideExpired => DecideExpiry(state, now),
            ExtendReservation c => DecideExtend(state, c, now),
            CompleteReservation => DecideComplete(state, now),
            _ => throw new InvalidOperationException($"A reservation does not know the command {command.GetType().Name}."),
        };
    }

    /// <summary>Makes it so. Never refuses; an event it does not know is a bug and throws.</summary>
    public static void Apply(ReservationState state, ReservationEvent happened)
    {
        switch (happened)
        {
            case ReservationOpened e:
                (state.ReservationId, state.Lines, state.TtlSeconds, state.CustomerId) = (e.ReservationId, e.Lines, e.TtlSeconds, e.CustomerId);
                state.Slots = e.Slots.IsDefault ? [] : e.Slots;
                state.FirstHeldUntil = state.HeldUntil = e.HeldUntil;
                state.Status = ReservationStatus.Held;
                break;
            case ReservationConfirmed e:
                Settle(state, e.Attempt, ReservationStatus.Confirmed);
                state.OrderId = e.OrderId;
                break;
            case ReservationReleased e: Settle(state, e.Attempt, ReservationStatus.Released); break;
            case ReservationExpired: state.Status = ReservationStatus.Expired; break;
            case AttemptAborted e: Settle(state, e.Attempt, state.Status); break;
            case ReservationExtended e:
                (state.HeldUntil, state.LastExtensionId, state.LastExtensionTtlSeconds) = (e.HeldUntil, e.ExtensionId, e.TtlSeconds);
                break;
            case ReservationFulfilled: state.Status = ReservationStatus.Fulfilled; break;
            default: throw new InvalidOperationException($"A reservation does not know the event {happened.GetType().Name}.");
        }

        state.Version++;
        state.Time = state.EffectiveTime(happened.At);
    }

    private static void Settle(ReservationState state, long attempt, ReservationStatus status)
    {
        state.AttemptsSettled = Math.Max(state.AttemptsSettled, attempt);
        state.Status = status;
    }

    private static ReservationDecision DecideOpen(ReservationState state, OpenReservation c, DateTimeOffset now) => state.Exists
        ? SameContent(state, c) ? Nothing : Refuse(ReservationRefusal.IdReused)
        : Accept(new ReservationOpened(
            now, c.ReservationId, c.Lines, c.TtlSeconds, c.CustomerId, c.HeldUntil, c.Slots.IsDefaultOrEmpty ? default : c.Slots));

    public static bool SameContent(ReservationState state, OpenReservation c) =>
        state.TtlSeconds == c.TtlSeconds && state.CustomerId == c.CustomerId && state.Lines.SequenceEqual(c.Lines)
        && state.Slots.SequenceEqual(c.Slots.IsDefault ? [] : c.Slots);

    private static ReservationDecision DecideConfirm(ReservationState state, DecideConfirmed c, DateTimeOffset now) => state.Status switch
    {
        // Confirmed for another order, or for none: it is not this one's to take.
        ReservationStatus.Confirmed or ReservationStatus.Fulfilled => c.OrderId is null || state.OrderId == c.OrderId
            ? Nothing
            : Refuse(ReservationRefusal.NotHeld),
        ReservationStatus.Held when c.Attempt <= state.AttemptsSettled => Refuse(ReservationRefusal.AttemptSettled),
        // Not refused when due: every line was prepared in time, and a prepared line does not expire.
        ReservationStatus.Held => Accept(new ReservationConfirmed(now, c.Attempt, c.OrderId)),
        _ => Refuse(ReservationRefusal.NotHeld),
    };

    private static ReservationDecision DecideRelease(ReservationState state, DecideReleased c, DateTimeOffset now) => state.Status switch
    {
        ReservationStatus.Released or ReservationStatus.Expired => Nothing,
        ReservationStatus.Confirmed when c.Attempt <= state.AttemptsSettled => Refuse(ReservationRefusal.AttemptSettled),
        ReservationStatus.Confirmed => Accept(new ReservationReleased(now, c.Attempt)),
        ReservationStatus.Held => Accept(state.IsDue(now) ? new ReservationExpired(now) : new ReservationReleased(now, c.Attempt)),
        _ => Refuse(ReservationRefusal.NotHeld),
    };

    private static ReservationDecision DecideExpiry(ReservationState state, DateTimeOffset now) => state.Status switch
    {
        ReservationStatus.Held => Accept(new ReservationExpired(now)),
        ReservationStatus.Expired => Nothing,
        _ => Refuse(ReservationRefusal.NotHeld),
    };

    private static ReservationDecision DecideExtend(ReservationState state, ExtendReservation c, DateTimeOffset now)
    {
        if (c.ExtensionId is not null && c.ExtensionId == state.LastExtensionId)
        {
            return c.TtlSeconds == state.LastExtensionTtlSeconds ? Nothing : Refuse(ReservationRefusal.IdReused);
        }

        return state.Status == ReservationStatus.Held && !state.IsDue(now)
            ? Accept(new ReservationExtended(now, c.HeldUntil > state.HeldUntil ? c.HeldUntil : state.HeldUntil, c.TtlSeconds, c.ExtensionId))
            : Refuse(ReservationRefusal.NotHeld);
    }

    private static ReservationDecision DecideComplete(ReservationState state, DateTimeOffset now) => state.Status switch
    {
        ReservationStatus.Fulfilled => Nothing,
        ReservationStatus.Confirmed => Accept(new ReservationFulfilled(now)),
        ReservationStatus.Held when !state.IsDue(now) => Refuse(ReservationRefusal.NotConfirmed),
        _ => Refuse(ReservationRefusal.NotHeld),
    };

    private static ReservationDecision Nothing => new([]);

    private static ReservationDecision Accept(ReservationEvent happened) => new([happened]);

    private static ReservationDecision Refuse(ReservationRefusal refusal) => new([], refusal);
}
