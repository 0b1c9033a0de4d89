using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Locations.Capacity;

public static partial class CapacityMachine
{
    private static CapacityDecision DecideHold(CapacityState state, HoldSlot c, DateTimeOffset now, ImmutableArray<CapacityEvent> expired)
    {
        if (c.Quantity is < 1 or > CapacityLimits.QuantityMax)
        {
            return Refuse(CapacityRefusalCode.QuantityLimit, c.Quantity, CapacityLimits.QuantityMax);
        }

        if (c.TtlSeconds is < 1 or > CapacityLimits.TtlSecondsMax)
        {
            return Refuse(CapacityRefusalCode.QuantityLimit, c.TtlSeconds, CapacityLimits.TtlSecondsMax);
        }

        if (!IsSlot(c.Slot, now))
        {
            return Refuse(CapacityRefusalCode.InvalidSlot);
        }

        if (c.Slot.End <= now)
        {
            return Refuse(CapacityRefusalCode.SlotPast);
        }

        var left = Left(state, c.Slot, expired);
        if (c.Quantity > left)
        {
            return Refuse(CapacityRefusalCode.InsufficientCapacity, c.Quantity, left);
        }

        if (state.LiveHolds - expired.Length >= CapacityLimits.LiveHoldsMax)
        {
            return Refuse(CapacityRefusalCode.TooManyHolds, c.Quantity, left);
        }

        var held = new SlotHeld(
            now, c.ReservationId, c.Slot, c.Quantity, now.AddSeconds(c.TtlSeconds), c.TtlSeconds, c.CustomerId, c.OfBasket, c.Round);
        return Accept(held, Figures(held));
    }

    /// <summary>
    /// What the slot has left. Where slots of another grid are in use, and still are after these expiries, the work counts in each that
    /// it overlaps, so the one with the least left decides.
    /// </summary>
    private static long Left(CapacityState state, PickSlot slot, ImmutableArray<CapacityEvent> expired) =>
        state.Overlapping(slot).Where(s => state.Own(s) > FreedOf(expired, s)).Prepend(slot)
            .Min(s => state.CapacityOf(s) is { } capacity ? capacity - state.Taken(s) + Freed(expired, s) : long.MaxValue);

    private static long FreedOf(ImmutableArray<CapacityEvent> expired, PickSlot slot) =>
        expired.Sum(happened => happened is SlotHoldEnded { Hold: var hold } && hold.Slot == slot ? hold.Remaining : 0);

    private static CapacityDecision DecidePrepare(CapacityState state, PrepareSlot c, DateTimeOffset now)
    {
        if (c.Attempt < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(c), c.Attempt, "Attempts count from 1: 0 says that a hold waits for none.");
        }

        if (Find(state, c.ReservationId, ofBasket: true) is not { } hold || hold.IsDue(now))
        {
            return RefuseNotHeld(state, c.ReservationId);
        }

        // A later attempt takes the place of an earlier one, never the other way round: messages may arrive late.
        return hold.Attempt >= c.Attempt ? Again(hold.Figures()) : Accept(new SlotPrepared(now, c.ReservationId, c.Attempt), hold.Figures());
    }

    private static CapacityDecision DecideAbort(CapacityState state, AbortSlot c, DateTimeOffset now)
    {
        if (state.Find(c.ReservationId) is not { } hold)
        {
            return state.RememberedEnd(c.ReservationId) is { OfBasket: true } end ? Again(end) : new([]);
        }

        if (!hold.OfBasket)
        {
            return new([]);
        }

        return hold.IsPending && hold.Attempt == c.Attempt
            ? Accept(new SlotPrepareAborted(now, c.ReservationId, c.Attempt), hold.Figures())
            : Again(hold.IsDue(now) ? hold.Figures(SlotHoldStatus.Expired) : hold.Figures());
    }

    private static CapacityDecision DecideConfirm(CapacityState state, ConfirmSlot c, DateTimeOffset now)
    {
        if (Find(state, c.ReservationId, c.Decided) is not { } hold)
        {
            return AnswerEnded(state.Find(c.ReservationId) is null ? state.RememberedEnd(c.ReservationId) : null, c);
        }

        if (hold.IsPending ? hold.Attempt > c.Attempt : hold.IsConfirmed)
        {
            return Again(hold.Figures());
        }

        return hold.IsDue(now)
            ? Refuse(CapacityRefusalCode.NotHeld)
            : Accept(new SlotConfirmed(now, c.ReservationId), hold.Figures(SlotHoldStatus.Confirmed));
    }

    private static CapacityDecision DecideRelease(CapacityState state, ReleaseSlot c, DateTimeOffset now)
    {
        if (Find(state, c.ReservationId, c.Decided) is not { } hold)
        {
            return AnswerEnded(state.Find(c.ReservationId) is null ? state.RememberedEnd(c.ReservationId) : null, c);
        }

        // What is due is expired by this very decision; there is nothing left to release.
        if (hold.IsDue(now))
        {
            return Again(hold.Figures(SlotHoldStatus.Expired));
        }

        if (hold.Round > c.Round)
        {
            return Again(hold.Figures());
        }

        var released = hold.Figures(SlotHoldStatus.Released);
        return Accept(new SlotHoldEnded(now, SlotHoldEnd.Released, released), released);
    }

    private static CapacityDecision DecideExtend(CapacityState state, ExtendSlot c, DateTimeOffset now)
    {
        if (state.Find(c.ReservationId) is not { } hold || hold.IsConfirmed || hold.IsDue(now))
        {
            return RefuseNotHeld(state, c.ReservationId);
        }

        if (hold.IsPending)
        {
            return Refuse(CapacityRefusalCode.Pending);
        }

        if (c.TtlSeconds is < 1 or > CapacityLimits.TtlSecondsMax)
        {
            return Refuse(CapacityRefusalCode.QuantityLimit, c.TtlSeconds, CapacityLimits.TtlSecondsMax);
        }

        var asked = now.AddSeconds(c.TtlSeconds);
        var until = asked > hold.HeldUntil ? asked : hold.HeldUntil;
        var figures = hold.Figures() with { HeldUntil = until };
        return c.ExtensionId is null && until == hold.HeldUntil
            ? Again(figures)
            : Accept(new SlotExtended(now, c.ReservationId, until, c.TtlSeconds, c.ExtensionId, figures), figures);
    }

    private static CapacityDecision DecideFinish(CapacityState state, FinishWork c, DateTimeOffset now)
    {
        if (state.Find(c.ReservationId) is not { } hold)
        {
            return AnswerEnded(state.RememberedEnd(c.ReservationId), c);
        }

        if (hold.IsDue(now))
        {
            return Refuse(CapacityRefusalCode.NotHeld);
        }

        if (!hold.IsConfirmed)
        {
            return Refuse(CapacityRefusalCode.NotConfirmed);
        }

        if (hold.IsPending)
        {
            return Refuse(CapacityRefusalCode.Pending);
        }

        var quantity = c.Quantity ?? hold.Remaining;
        if (quantity < 1)
        {
            return Refuse(CapacityRefusalCode.QuantityLimit, quantity, hold.Remaining);
        }

        if (quantity > hold.Remaining)
        {
            return Refuse(CapacityRefusalCode.InsufficientCapacity, quantity, hold.Remaining);
        }

        var remaining = hold.Remaining - quantity;
        var left = hold.Figures(remaining == 0 ? SlotHoldStatus.Finished : SlotHoldStatus.Confirmed) with { Remaining = remaining };
        return Accept(new WorkFinished(now, c.ReservationId, quantity, c.FulfilmentId, left), left);
    }

    /// <summary>A basket's coordinator and the caller of a single slot never touch each other's holds.</summary>
    private static SlotHold? Find(CapacityState state, string reservationId, bool ofBasket) =>
        state.Find(reservationId) is { } hold && hold.OfBasket == ofBasket ? hold : null;

    /// <summary>The answer to a command whose hold has ended so, or, with null, never was: a step already done is done.</summary>
    public static CapacityDecision AnswerEnded(SlotHoldFigures? end, CapacityCommand command) => (command, end?.Status) switch
    {
        (_, null) => Refuse(CapacityRefusalCode.UnknownReservation),
        (ConfirmSlot c, _) when c.Decided != end!.OfBasket => Refuse(CapacityRefusalCode.UnknownReservation),
        (ReleaseSlot c, _) when c.Decided != end!.OfBasket => Refuse(CapacityRefusalCode.UnknownReservation),
        // Part of what is done already can't be done once more under a new id; "all of it" is done, whoever asks.
        (FinishWork { Quantity: not null, FulfilmentId: not null }, SlotHoldStatus.Finished) => Refuse(CapacityRefusalCode.NotHeld),
        (ConfirmSlot or FinishWork, SlotHoldStatus.Finished) => Again(end),
        (ReleaseSlot, SlotHoldStatus.Released or SlotHoldStatus.Expired) => Again(end),
        _ => Refuse(CapacityRefusalCode.NotHeld),
    };

    private static CapacityDecision RefuseNotHeld(CapacityState state, string reservationId) =>
        Refuse(state.FindReservation(reservationId) is null ? CapacityRefusalCode.UnknownReservation : CapacityRefusalCode.NotHeld);
}
