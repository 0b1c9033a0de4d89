using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Locations.Capacity;

/// <summary>The rules of one location's pick capacity, as two pure functions.</summary>
public static partial class CapacityMachine
{
    /// <summary>
    /// What a command comes to at <paramref name="clock"/> (UTC). Reads, never changes. A retry is answered from history before
    /// anything else is looked at; then holds that are due expire; refusals are looked for in the order of
    /// <see cref="CapacityRefusalCode"/>.
    /// </summary>
    public static CapacityDecision Decide(CapacityState state, CapacityCommand command, DateTimeOffset clock)
    {
        var now = state.EffectiveTime(clock);
        if (Recall(state, command) is { } recalled)
        {
            return recalled;
        }

        ImmutableArray<CapacityEvent> expired =
            [.. state.Due(now).Select(hold => new SlotHoldEnded(now, SlotHoldEnd.Expired, hold.Figures(SlotHoldStatus.Expired)))];
        var decision = command switch
        {
            SetCapacity c => DecideCapacity(state, c, now, expired),
            SetSlotCapacity c => DecideSlotCapacity(state, c, now, expired),
            HoldSlot c => DecideHold(state, c, now, expired),
            PrepareSlot c => DecidePrepare(state, c, now),
            AbortSlot c => DecideAbort(state, c, now),
            ConfirmSlot c => DecideConfirm(state, c, now),
            ReleaseSlot c => DecideRelease(state, c, now),
            ExtendSlot c => DecideExtend(state, c, now),
            FinishWork c => DecideFinish(state, c, now),
            ExpireDueSlots => new CapacityDecision([]),
            _ => throw new InvalidOperationException($"Pick capacity does not know the command {command.GetType().Name}."),
        };

        return expired.IsEmpty ? decision : decision with { Events = [.. expired, .. decision.Events] };
    }

    /// <summary>
    /// The answer to a command that was recorded earlier than this location remembers: the first one's answer, if the content is the same.
    /// </summary>
    public static CapacityDecision AnswerFromRecord(CapacityEvent recorded, CapacityCommand command) => (recorded, command) switch
    {
        (SlotHeld e, HoldSlot c) when Figures(e) is var hold => SameHold(hold, c) ? Again(hold) : Refuse(CapacityRefusalCode.IdReused),
        (SlotExtended e, ExtendSlot c) => e.ReservationId == c.ReservationId && e.TtlSeconds == c.TtlSeconds
            ? Again(e.Hold)
            : Refuse(CapacityRefusalCode.IdReused),
        (WorkFinished e, FinishWork c) => SameFinish(e, c) ? Again(e.Hold) : Refuse(CapacityRefusalCode.IdReused),
        _ => Refuse(CapacityRefusalCode.IdReused),
    };

    private static CapacityDecision? Recall(CapacityState state, CapacityCommand command) => command switch
    {
        HoldSlot c => RecallHold(state, c),
        ExtendSlot { ExtensionId: { } id } c when state.RecallExtension(id) is { } done => AnswerFromRecord(done, c),
        FinishWork { FulfilmentId: { } id } c when state.RecallFinish(id) is { } done => AnswerFromRecord(done, c),
        _ => null,
    };

    private static CapacityDecision? RecallHold(CapacityState state, HoldSlot c)
    {
        // A basket whose earlier round was released may hold again; that it ended says nothing about the next round.
        var known = c.OfBasket ? state.Find(c.ReservationId)?.Figures() : state.FindReservation(c.ReservationId);
        var first = known?.FirstAnswer();
        return first is null ? null : SameHold(first, c) ? Again(first) : Refuse(CapacityRefusalCode.IdReused);
    }

    private static CapacityDecision DecideCapacity(
        CapacityState state, SetCapacity c, DateTimeOffset now, ImmutableArray<CapacityEvent> expired)
    {
        if (c.PerSlot is < 0 or > CapacityLimits.QuantityMax)
        {
            return Refuse(CapacityRefusalCode.QuantityLimit, c.PerSlot.Value, CapacityLimits.QuantityMax);
        }

        if (state.Exists && state.PerSlot == c.PerSlot)
        {
            return new([]);
        }

        var overbooked = state.UsedSlots.Where(slot => slot.End > now)
            .Select(slot => Overbooked(state, slot, state.SlotOverride(slot) ?? c.PerSlot, expired)).OfType<Overbooking>();
        return Accept(new CapacitySet(now, c.PerSlot, [.. overbooked]));
    }

    private static CapacityDecision DecideSlotCapacity(
        CapacityState state, SetSlotCapacity c, DateTimeOffset now, ImmutableArray<CapacityEvent> expired)
    {
        if (c.Capacity is < 0 or > CapacityLimits.QuantityMax)
        {
            return Refuse(CapacityRefusalCode.QuantityLimit, c.Capacity.Value, CapacityLimits.QuantityMax);
        }

        if (state.SlotOverride(c.Slot) == c.Capacity)
        {
            return new([]);
        }

        if (!IsSlot(c.Slot, now))
        {
            return Refuse(CapacityRefusalCode.InvalidSlot);
        }

        if (c.Slot.End <= now)
        {
            return Refuse(CapacityRefusalCode.SlotPast);
        }

        return c.Capacity is not null && state.SlotOverride(c.Slot) is null && state.Overrides >= CapacityLimits.OverridesMax
            ? Refuse(CapacityRefusalCode.QuantityLimit, state.Overrides + 1, CapacityLimits.OverridesMax)
            : Accept(new SlotCapacitySet(now, c.Slot, c.Capacity, Overbooked(state, c.Slot, c.Capacity ?? state.PerSlot, expired)));
    }

    private static Overbooking? Overbooked(CapacityState state, PickSlot slot, long? capacity, ImmutableArray<CapacityEvent> expired)
    {
        var taken = state.Taken(slot) - Freed(expired, slot);
        return taken > capacity ? new(slot, taken, capacity.Value) : null;
    }

    /// <summary>Work of this slot that the expiries of this very decision give back.</summary>
    private static long Freed(ImmutableArray<CapacityEvent> expired, PickSlot slot) =>
        expired.Sum(happened => happened is SlotHoldEnded { Hold: var hold } && hold.Slot.Overlaps(slot) ? hold.Remaining : 0);

    private static bool IsSlot(PickSlot slot, DateTimeOffset now) =>
        slot.End > slot.Start && slot.End - slot.Start <= CapacityLimits.SlotLengthMax && slot.Start - now <= CapacityLimits.Horizon;

    private static SlotHoldFigures Figures(SlotHeld e) => new(
        e.ReservationId, SlotHoldStatus.Held, e.Slot, e.Quantity, e.Quantity, e.HeldUntil, e.HeldUntil, e.TtlSeconds, e.CustomerId, e.OfBasket);

    private static bool SameHold(SlotHoldFigures first, HoldSlot c) =>
        (first.Slot, first.Quantity, first.TtlSeconds, first.CustomerId, first.OfBasket)
        == (c.Slot, c.Quantity, c.TtlSeconds, c.CustomerId, c.OfBasket);

    /// <summary>One that names no quantity finishes all that is left, so it leaves nothing.</summary>
    private static bool SameFinish(WorkFinished e, FinishWork c) =>
        e.ReservationId == c.ReservationId && (c.Quantity is { } quantity ? quantity == e.Quantity : e.Hold.Remaining == 0);

    private static CapacityDecision Again(SlotHoldFigures? hold) => new([], null, hold);

    private static CapacityDecision Refuse(CapacityRefusalCode code, long requested = 0, long available = 0) =>
        new([], new CapacityRefusal(code, requested, available));

    private static CapacityDecision Accept(CapacityEvent happened, SlotHoldFigures? hold = null) => new([happened], null, hold);
}
