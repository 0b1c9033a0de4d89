namespace OrleansCommerce.Domain.Locations.Capacity;

public sealed partial class CapacityState
{
    /// <summary>A copy that later events do not change. Takes time and memory in proportion to the live holds.</summary>
    public CapacitySnapshot ToSnapshot() => new(
        Version, Time, PerSlot, TakenOn, Done, GivenBack, HasForgotten,
        [.. _uses.AllTaken], [.. _uses.AllOverrides],
        [.. _live.Values.OrderBy(hold => hold.ReservationId, StringComparer.Ordinal).Select(Saved)], [.. _remembered.All]);

    /// <summary>The state that <see cref="ToSnapshot"/> was taken of.</summary>
    public static CapacityState From(CapacitySnapshot saved)
    {
        var state = new CapacityState
        {
            Version = saved.Version,
            Time = saved.Time,
            PerSlot = saved.PerSlot,
            TakenOn = saved.TakenOn,
            Done = saved.Done,
            GivenBack = saved.GivenBack,
        };
        foreach (var (slot, quantity) in saved.Slots)
        {
            state.Use(slot, quantity);
        }

        foreach (var (slot, capacity) in saved.Overrides)
        {
            state.Override(slot, capacity);
        }

        foreach (var hold in saved.Holds)
        {
            state.Add(Restored(hold));
            state.Backlog += hold.IsConfirmed ? hold.Remaining : 0;
        }

        foreach (var happened in saved.Remembered)
        {
            state.Remember(happened);
        }

        state.HasForgotten |= saved.HasForgotten;
        return state;
    }

    private static SlotHoldSnapshot Saved(SlotHold hold) => new(
        hold.ReservationId, hold.Slot, hold.Quantity, hold.Remaining, hold.TtlSeconds, hold.CustomerId, hold.OfBasket, hold.FirstHeldUntil,
        hold.HeldUntil, hold.IsConfirmed, hold.Attempt, hold.IsPending ? hold.PendingSince : null, hold.Round);

    private static SlotHold Restored(SlotHoldSnapshot saved) => new()
    {
        ReservationId = saved.ReservationId,
        Slot = saved.Slot,
        Quantity = saved.Quantity,
        Remaining = saved.Remaining,
        TtlSeconds = saved.TtlSeconds,
        CustomerId = saved.CustomerId,
        OfBasket = saved.OfBasket,
        FirstHeldUntil = saved.FirstHeldUntil,
        Round = saved.Round,
        HeldUntil = saved.HeldUntil,
        IsConfirmed = saved.IsConfirmed,
        Attempt = saved.Attempt,
        PendingSince = saved.PendingSince ?? default,
    };
}
