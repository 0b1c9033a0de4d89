using OrleansCommerce.Domain.Feeds;

namespace OrleansCommerce.Domain.Stock;

public static partial class StockMachine
{
    /// <summary>Makes it so. Never refuses; an event it does not know, or one that fits no hold, is a bug and throws.</summary>
    public static void Apply(StockState state, StockEvent happened)
    {
        state.NoteForFeeds(happened);
        switch (happened)
        {
            case Moved e: ApplyMoved(state, e); break;
            case EarmarkSet e: state.Earmarked = e.Quantity; break;
            case SafetyStockSet e: state.SafetyStock = e.Quantity; break;
            case Held e: ApplyHeld(state, e); break;
            case Prepared e: ApplyPrepared(state, e); break;
            case PrepareAborted e: ApplyPrepareAborted(state, e); break;
            case Confirmed e: ApplyConfirmed(state, e); break;
            case Extended e: ApplyExtended(state, e); break;
            case Fulfilled e: ApplyFulfilled(state, e); break;
            case HoldEnded e: ApplyHoldEnded(state, e); break;
            default: throw new InvalidOperationException($"A stock item does not know the event {happened.GetType().Name}.");
        }

        state.Version++;
        state.Time = state.EffectiveTime(happened.At);
    }

    private static void ApplyMoved(StockState state, Moved e)
    {
        state.OnHand += e.Delta;
        state.Earmarked = e.Earmarked ?? state.Earmarked;
        if (e.Delta > 0)
        {
            state.Received += e.Delta;
        }
        else
        {
            state.GoneOut -= e.Delta;
        }

        if (e is { Outcome: MoveOutcome.Booked, Kind: MovementKind.Damage or MovementKind.DamagedReturn })
        {
            state.Damaged += e.Quantity;
        }

        state.Remember(e);
    }

    private static void ApplyHeld(StockState state, Held e)
    {
        state.Add(new Hold
        {
            ReservationId = e.ReservationId,
            Quantity = e.Quantity,
            Remaining = e.Quantity,
            TtlSeconds = e.TtlSeconds,
            CustomerId = e.CustomerId,
            OfBasket = e.OfBasket,
            FirstHeldUntilTicks = e.HeldUntil.UtcTicks,
            Round = e.Round,
            FromQueue = e.FromQueue,
            HeldUntilTicks = e.HeldUntil.UtcTicks,
        });
        state.Reserved += e.Quantity;
        if (e.FromQueue)
        {
            state.Earmarked -= Math.Min(state.Earmarked, e.Quantity);
        }
    }

    private static void ApplyPrepared(StockState state, Prepared e)
    {
        var hold = Live(state, e.ReservationId, e);
        hold.Attempt = e.Attempt;
        hold.PendingSinceTicks = e.At.UtcTicks;
        state.Reschedule(hold);
    }

    private static void ApplyPrepareAborted(StockState state, PrepareAborted e)
    {
        var hold = Live(state, e.ReservationId, e);
        hold.Attempt = 0;
        state.Reschedule(hold);
    }

    private static void ApplyConfirmed(StockState state, Confirmed e)
    {
        var hold = Live(state, e.ReservationId, e);
        hold.Attempt = 0;
        hold.OrderId = e.OrderId ?? hold.OrderId;
        if (!hold.IsConfirmed)
        {
            hold.ConfirmedAtTicks = e.At.UtcTicks;
            state.MarkConfirmed(hold);
        }
        state.Reschedule(hold);
    }

    private static void ApplyExtended(StockState state, Extended e)
    {
        var hold = Live(state, e.ReservationId, e);
        hold.HeldUntilTicks = e.HeldUntil.UtcTicks;
        state.Reschedule(hold);
        if (e.ExtensionId is not null)
        {
            state.Remember(e);
        }
    }

    private static void ApplyFulfilled(StockState state, Fulfilled e)
    {
        var hold = Live(state, e.ReservationId, e);
        hold.Remaining -= e.Quantity;
        state.Reserved -= e.Quantity;
        if (e.Outcome != HoldOutcome.Released)
        {
            state.OnHand -= e.Quantity;
            state.GoneOut += e.Quantity;
        }

        if (hold.Remaining == 0)
        {
            state.Remove(hold);
        }

        state.Remember(e);
    }

    private static void ApplyHoldEnded(StockState state, HoldEnded e)
    {
        var hold = Live(state, e.Hold.ReservationId, e);
        state.Reserved -= hold.Remaining;
        if (hold is { FromQueue: true, IsConfirmed: false })
        {
            state.Earmarked += hold.Remaining;
        }

        state.Remove(hold);
        state.Remember(e);
    }

    private static Hold Live(StockState state, string reservationId, StockEvent happened) =>
        state.Find(reservationId)
        ?? throw new InvalidOperationException($"{happened.GetType().Name} speaks of {reservationId}, which holds nothing here.");
}
