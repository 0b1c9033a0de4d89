using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Stock;

/// <summary>The rules of one stock item, as two pure functions.</summary>
public static partial class StockMachine
{
    /// <summary>
    /// What a command comes to at <paramref name="clock"/> (UTC). Reads, never changes. A retry is answered from history before
    /// anything else is looked at; then holds that are due expire; refusals are looked for in the order of
    /// <see cref="StockRefusalCode"/>.
    /// </summary>
    public static StockDecision Decide(StockState state, StockCommand command, DateTimeOffset clock)
    {
        var now = state.EffectiveTime(clock);
        if (Recall(state, command) is { } recalled)
        {
            return recalled;
        }

        var expired = Expiries(state, now);
        var decision = command switch
        {
            Move c => DecideMove(state, c, now, expired),
            SetSafetyStock c => DecideSafetyStock(state, c, now),
            SetEarmark c => DecideEarmark(state, c, now),
            Reserve c => DecideReserve(state, c, now, expired),
            Prepare c => DecidePrepare(state, c, now),
            Abort c => DecideAbort(state, c, now),
            Confirm c => DecideConfirm(state, c, now),
            Release c => DecideRelease(state, c, now),
            Extend c => DecideExtend(state, c, now),
            Fulfil c => DecideFulfil(state, c, now),
            EndUncovered => DecideUncovered(state, now, expired),
            ExpireDue => new StockDecision([]),
            _ => throw new InvalidOperationException($"A stock item does not know the command {command.GetType().Name}."),
        };

        return expired.IsEmpty ? decision : decision with { Events = [.. expired, .. decision.Events] };
    }

    private static ImmutableArray<StockEvent> Expiries(StockState state, DateTimeOffset now) =>
        state.Due(now) is { } due ? [.. due.Select(hold => new HoldEnded(now, HoldEnd.Expired, hold.Figures(HoldStatus.Expired)))] : [];

    /// <summary>Units that the expiries of this very decision give back.</summary>
    private static long Freed(ImmutableArray<StockEvent> expired)
    {
        var freed = 0L;
        foreach (var happened in expired)
        {
            freed += ((HoldEnded)happened).Hold.Remaining;
        }

        return freed;
    }

    private static StockDecision? Recall(StockState state, StockCommand command) => command switch
    {
        Move c when state.RecallMove(c.MovementId) is { } done => AnswerFromRecord(done, c),
        Reserve c => RecallReserve(state, c),
        Extend { ExtensionId: { } id } c when state.RecallExtension(id) is { } done => AnswerFromRecord(done, c),
        Fulfil { FulfilmentId: { } id } c when state.RecallFulfilment(id) is { } done => AnswerFromRecord(done, c),
        _ => null,
    };

    private static StockDecision? RecallReserve(StockState state, Reserve c)
    {
        // A line of a basket whose earlier round was released may be held again; that it ended says nothing about the next round.
        var known = c.OfBasket ? state.Find(c.ReservationId)?.Figures() : state.FindReservation(c.ReservationId);
        var first = known?.FirstAnswer();
        return first is null ? null : SameReserve(first, c) ? Again(first, null) : Refuse(StockRefusalCode.IdReused);
    }

    /// <summary>
    /// The answer to a command that was recorded earlier than this item remembers: the first one's answer, if the content is the same.
    /// </summary>
    public static StockDecision AnswerFromRecord(StockEvent recorded, StockCommand command) => (recorded, command) switch
    {
        (Moved e, Move c) => SameMove(e, c) ? Again(null, e.After) with { Outcome = e.Outcome } : Refuse(StockRefusalCode.IdReused),
        (Held e, Reserve c) when Figures(e) is var hold => SameReserve(hold, c) ? Again(hold, null) : Refuse(StockRefusalCode.IdReused),
        (Extended e, Extend c) => e.ReservationId == c.ReservationId && e.TtlSeconds == c.TtlSeconds
            ? Again(e.Hold, null)
            : Refuse(StockRefusalCode.IdReused),
        (Fulfilled e, Fulfil c) => SameFulfil(e, c) ? Again(e.Hold, null) : Refuse(StockRefusalCode.IdReused),
        _ => Refuse(StockRefusalCode.IdReused),
    };

    private static HoldFigures Figures(Held e) =>
        new(e.ReservationId, HoldStatus.Held, e.Quantity, e.Quantity, e.HeldUntil, e.HeldUntil, e.TtlSeconds, e.CustomerId, e.OfBasket);

    /// <summary>The precedence of a source may have changed since; who said it, and as which of his versions, has not.</summary>
    private static bool SameMove(Moved e, Move c) =>
        e.Kind == c.Kind && e.Quantity == c.Quantity && e.Reason == c.Reason && e.OccurredAt == c.OccurredAt
        && e.Feed?.Source == c.Feed?.Source && e.Feed?.Version == c.Feed?.Version;

    private static bool SameReserve(HoldFigures first, Reserve c) =>
        first.Quantity == c.Quantity && first.TtlSeconds == c.TtlSeconds && first.CustomerId == c.CustomerId && first.OfBasket == c.OfBasket;

    /// <summary>One that names no quantity takes all that is held, so it leaves nothing.</summary>
    private static bool SameFulfil(Fulfilled e, Fulfil c) =>
        e.ReservationId == c.ReservationId && e.Outcome == c.Outcome && (c.Quantity is { } quantity ? quantity == e.Quantity : e.Hold.Remaining == 0);

    private static StockDecision Again(HoldFigures? hold, StockFigures? figures) => new([], null, hold, figures);

    private static StockDecision Refuse(StockRefusalCode code, long requested = 0, long available = 0) =>
        new([], new StockRefusal(code, requested, available));

    private static StockDecision Accept(StockEvent happened, HoldFigures? hold = null) => new([happened], null, hold);
}
