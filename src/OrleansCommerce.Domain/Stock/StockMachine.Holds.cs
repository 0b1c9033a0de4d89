using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Stock;

public static partial class StockMachine
{
    private static StockDecision DecideReserve(StockState state, Reserve c, DateTimeOffset now, ImmutableArray<StockEvent> expired)
    {
        var free = state.Available + Freed(expired);
        var available = c.FromQueue ? free : free - Math.Min(Math.Max(0, free), state.Earmarked + FreedForQueue(state, expired));
        if (c.Quantity is < 1 or > StockLimits.ReservationQuantityMax)
        {
            return Refuse(StockRefusalCode.QuantityLimit, c.Quantity, StockLimits.ReservationQuantityMax);
        }

        if (c.TtlSeconds is < 1 or > StockLimits.TtlSecondsMax)
        {
            return Refuse(StockRefusalCode.QuantityLimit, c.TtlSeconds, StockLimits.TtlSecondsMax);
        }

        if (c.Quantity > available)
        {
            return Refuse(StockRefusalCode.InsufficientStock, c.Quantity, available);
        }

        if (state.LiveHolds - expired.Length >= StockLimits.LiveHoldsMax)
        {
            return Refuse(StockRefusalCode.TooManyHolds, c.Quantity, available);
        }

        var held = new Held(now, c.ReservationId, c.Quantity, now.AddSeconds(c.TtlSeconds), c.TtlSeconds, c.CustomerId, c.OfBasket, c.Round, c.FromQueue);
        return Accept(held, Figures(held));
    }

    private static long FreedForQueue(StockState state, ImmutableArray<StockEvent> expired) => expired.IsEmpty
        ? 0
        : expired.Cast<HoldEnded>().Where(e => state.Find(e.Hold.ReservationId) is { FromQueue: true }).Sum(e => e.Hold.Remaining);

    private static StockDecision DecidePrepare(StockState state, Prepare c, DateTimeOffset now)
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
        return hold.Attempt >= c.Attempt ? Again(hold.Figures(), null) : Accept(new Prepared(now, c.ReservationId, c.Attempt), hold.Figures());
    }

    private static StockDecision DecideAbort(StockState state, Abort c, DateTimeOffset now)
    {
        if (state.Find(c.ReservationId) is not { } hold)
        {
            return state.RememberedEnd(c.ReservationId) is { OfBasket: true } end ? Again(end, null) : new StockDecision([]);
        }

        if (!hold.OfBasket)
        {
            return new StockDecision([]);
        }

        return hold.IsPending && hold.Attempt == c.Attempt
            ? Accept(new PrepareAborted(now, c.ReservationId, c.Attempt), hold.Figures())
            : Again(hold.IsDue(now) ? hold.Figures(HoldStatus.Expired) : hold.Figures(), null);
    }

    private static StockDecision DecideConfirm(StockState state, Confirm c, DateTimeOffset now)
    {
        if (Find(state, c.ReservationId, c.Decided) is not { } hold)
        {
            return AnswerEnded(state.Find(c.ReservationId) is null ? state.RememberedEnd(c.ReservationId) : null, c);
        }

        if (hold.IsPending ? hold.Attempt > c.Attempt : hold.IsConfirmed && (c.OrderId is null || c.OrderId == hold.OrderId))
        {
            return Again(hold.Figures(), null);
        }

        if (hold.OrderId is not null && !hold.IsPending)
        {
            return Refuse(StockRefusalCode.TakenByOrder);
        }

        return hold.IsDue(now)
            ? Refuse(StockRefusalCode.NotHeld)
            : Accept(new Confirmed(now, c.ReservationId, c.OrderId), hold.Figures(HoldStatus.Confirmed) with { OrderId = c.OrderId });
    }

    private static StockDecision DecideRelease(StockState state, Release c, DateTimeOffset now)
    {
        if (Find(state, c.ReservationId, c.Decided) is not { } hold)
        {
            return AnswerEnded(state.Find(c.ReservationId) is null ? state.RememberedEnd(c.ReservationId) : null, c);
        }

        // What is due is expired by this very decision; there is nothing left to release.
        if (hold.IsDue(now))
        {
            return Again(hold.Figures(HoldStatus.Expired), null);
        }

        // What is confirmed, for an order or for nobody, is not another order's to give back.
        if (hold.IsConfirmed && hold.OrderId != c.OrderId)
        {
            return Refuse(StockRefusalCode.TakenByOrder);
        }

        if (hold.Round > c.Round)
        {
            return Again(hold.Figures(), null);
        }

        var released = hold.Figures(HoldStatus.Released);
        return Accept(new HoldEnded(now, HoldEnd.Released, released), released);
    }

    private static StockDecision DecideExtend(StockState state, Extend c, DateTimeOffset now)
    {
        if (state.Find(c.ReservationId) is not { } hold || hold.IsConfirmed || hold.IsDue(now))
        {
            return RefuseNotHeld(state, c.ReservationId);
        }

        if (hold.IsPending)
        {
            return Refuse(StockRefusalCode.Pending);
        }

        if (c.TtlSeconds is < 1 or > StockLimits.TtlSecondsMax)
        {
            return Refuse(StockRefusalCode.QuantityLimit, c.TtlSeconds, StockLimits.TtlSecondsMax);
        }

        var until = new DateTimeOffset(Math.Max(hold.HeldUntilTicks, now.AddSeconds(c.TtlSeconds).UtcTicks), TimeSpan.Zero);
        var figures = hold.Figures() with { HeldUntil = until };
        if (c.ExtensionId is null && until.UtcTicks == hold.HeldUntilTicks)
        {
            return Again(figures, null);
        }

        return Accept(new Extended(now, c.ReservationId, until, c.TtlSeconds, c.ExtensionId, figures), figures);
    }

    private static StockDecision DecideFulfil(StockState state, Fulfil c, DateTimeOffset now)
    {
        if (state.Find(c.ReservationId) is not { } hold)
        {
            return AnswerEnded(state.RememberedEnd(c.ReservationId), c);
        }

        if (hold.IsDue(now))
        {
            return Refuse(StockRefusalCode.NotHeld);
        }

        if (!hold.IsConfirmed)
        {
            return Refuse(StockRefusalCode.NotConfirmed);
        }

        if (hold.IsPending)
        {
            return Refuse(StockRefusalCode.Pending);
        }

        if (hold.OrderId is not null && hold.OrderId != c.OrderId)
        {
            return Refuse(StockRefusalCode.TakenByOrder);
        }

        var quantity = c.Quantity ?? hold.Remaining;
        if (quantity < 1)
        {
            return Refuse(StockRefusalCode.QuantityLimit, quantity, hold.Remaining);
        }

        if (quantity > hold.Remaining)
        {
            return Refuse(StockRefusalCode.InsufficientStock, quantity, hold.Remaining);
        }

        var remaining = hold.Remaining - quantity;
        var end = c.Outcome == HoldOutcome.Released ? HoldStatus.Released : HoldStatus.Fulfilled;
        var left = hold.Figures(remaining == 0 ? end : HoldStatus.Confirmed) with { Remaining = remaining };
        return Accept(new Fulfilled(now, c.ReservationId, quantity, c.FulfilmentId, left, c.Outcome), left);
    }

    /// <summary>
    /// Carts go without before orders do, the newest first, and each as a whole: nobody was told more than that it is held for a while. One
    /// about which a decision is under way is left until that is made. At most as many as may expire in one decision.
    /// </summary>
    private static StockDecision DecideUncovered(StockState state, DateTimeOffset now, ImmutableArray<StockEvent> expired)
    {
        var deficit = state.Reserved - Freed(expired) - state.OnHand;
        var ended = ImmutableArray.CreateBuilder<StockEvent>();
        if (deficit > 0)
        {
            var carts = state.Holds.Where(hold => hold is { IsConfirmed: false, IsPending: false } && !hold.IsDue(now))
                .OrderByDescending(hold => hold.HeldAtTicks).ThenByDescending(hold => hold.ReservationId, StringComparer.Ordinal);
            foreach (var hold in carts.Take(StockLimits.ExpiriesPerDecisionMax).TakeWhile(_ => deficit > 0))
            {
                ended.Add(new HoldEnded(now, HoldEnd.Uncovered, hold.Figures(HoldStatus.Released)));
                deficit -= hold.Remaining;
            }
        }

        return new(ended.ToImmutable());
    }

    /// <summary>
    /// A basket's coordinator and the caller of a single line never touch each other's holds, even where they were given the same id.
    /// </summary>
    private static Hold? Find(StockState state, string reservationId, bool ofBasket) =>
        state.Find(reservationId) is { } hold && hold.OfBasket == ofBasket ? hold : null;

    /// <summary>The answer to a command whose hold has ended so, or, with null, never was: a step already done is done.</summary>
    public static StockDecision AnswerEnded(HoldFigures? end, StockCommand command) => (command, end?.Status) switch
    {
        (_, null) => Refuse(StockRefusalCode.UnknownReservation),
        (Confirm c, _) when c.Decided != end!.OfBasket => Refuse(StockRefusalCode.UnknownReservation),
        (Release c, _) when c.Decided != end!.OfBasket => Refuse(StockRefusalCode.UnknownReservation),
        // Part of what is gone already can't leave once more under a new id; "all of it" is done, whoever asks.
        (Fulfil { Quantity: not null, FulfilmentId: not null }, HoldStatus.Fulfilled) => Refuse(StockRefusalCode.NotHeld),
        (Confirm or Fulfil, HoldStatus.Fulfilled) => Again(end, null),
        (Release, HoldStatus.Released or HoldStatus.Expired) => Again(end, null),
        _ => Refuse(StockRefusalCode.NotHeld),
    };

    private static StockDecision RefuseNotHeld(StockState state, string reservationId) =>
        Refuse(state.FindReservation(reservationId) is null ? StockRefusalCode.UnknownReservation : StockRefusalCode.NotHeld);
}
