namespace OrleansCommerce.Domain.Locations.Capacity;

public static partial class CapacityMachine
{
    /// <summary>Makes it so. Never refuses; an event it does not know, or one that fits no hold, is a bug and throws.</summary>
    public static void Apply(CapacityState state, CapacityEvent happened)
    {
        switch (happened)
        {
            case CapacitySet e: state.PerSlot = e.PerSlot; break;
            case SlotCapacitySet e: state.Override(e.Slot, e.Capacity); break;
            case SlotHeld e: ApplyHeld(state, e); break;
            case SlotPrepared e:
                state.Reschedule(Live(state, e.ReservationId, e), hold => (hold.Attempt, hold.PendingSince) = (e.Attempt, e.At));
                break;
            case SlotPrepareAborted e: state.Reschedule(Live(state, e.ReservationId, e), hold => hold.Attempt = 0); break;
            case SlotConfirmed e: ApplyConfirmed(state, Live(state, e.ReservationId, e)); break;
            case SlotExtended e: ApplyExtended(state, e); break;
            case WorkFinished e: ApplyFinished(state, e); break;
            case SlotHoldEnded e: ApplyEnded(state, e); break;
            default: throw new InvalidOperationException($"Pick capacity does not know the event {happened.GetType().Name}.");
        }

        state.Version++;
        state.Time = state.EffectiveTime(happened.At);
        state.ForgetSlotsBefore(state.Time - CapacityLimits.SlotMemory);
    }

    private static void ApplyHeld(CapacityState state, SlotHeld e)
    {
        state.Add(new SlotHold
        {
            ReservationId = e.ReservationId,
            Slot = e.Slot,
            Quantity = e.Quantity,
            Remaining = e.Quantity,
            TtlSeconds = e.TtlSeconds,
            CustomerId = e.CustomerId,
            OfBasket = e.OfBasket,
            FirstHeldUntil = e.HeldUntil,
            Round = e.Round,
            HeldUntil = e.HeldUntil,
        });
        state.Use(e.Slot, e.Quantity);
        state.TakenOn += e.Quantity;
    }

    private static void ApplyConfirmed(CapacityState state, SlotHold hold)
    {
        state.Backlog += hold.IsConfirmed ? 0 : hold.Remaining;
        state.Reschedule(hold, h => (h.Attempt, h.IsConfirmed) = (0, true));
    }

    private static void ApplyExtended(CapacityState state, SlotExtended e)
    {
        state.Reschedule(Live(state, e.ReservationId, e), hold => hold.HeldUntil = e.HeldUntil);
        if (e.ExtensionId is not null)
        {
            state.Remember(e);
        }
    }

    private static void ApplyFinished(CapacityState state, WorkFinished e)
    {
        var hold = Live(state, e.ReservationId, e);
        hold.Remaining -= e.Quantity;
        state.Done += e.Quantity;
        state.Backlog -= e.Quantity;
        if (hold.Remaining == 0)
        {
            state.Remove(hold);
        }

        state.Remember(e);
    }

    private static void ApplyEnded(CapacityState state, SlotHoldEnded e)
    {
        var hold = Live(state, e.Hold.ReservationId, e);
        state.Use(hold.Slot, -hold.Remaining);
        state.GivenBack += hold.Remaining;
        state.Backlog -= hold.IsConfirmed ? hold.Remaining : 0;
        state.Remove(hold);
        state.Remember(e);
    }

    private static SlotHold Live(CapacityState state, string reservationId, CapacityEvent happened) =>
        state.Find(reservationId)
        ?? throw new InvalidOperationException($"{happened.GetType().Name} speaks of {reservationId}, which holds nothing here.");
}
