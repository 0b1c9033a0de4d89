using OrleansCommerce.Domain.Locations.Capacity;

namespace OrleansCommerce.Domain.Tests.Locations;

internal sealed partial class NaiveCapacity
{
    private ExpectedWork Carry(CapacityCommand command, DateTimeOffset now) => command switch
    {
        SetCapacity c => CarryCapacity(c),
        SetSlotCapacity c => CarrySlotCapacity(c, now),
        HoldSlot c => CarryHold(c, now),
        PrepareSlot c => CarryPrepare(c),
        AbortSlot c => CarryAbort(c),
        ConfirmSlot c => CarryConfirm(c),
        ReleaseSlot c => CarryRelease(c),
        ExtendSlot c => CarryExtend(c, now),
        FinishWork c => CarryFinish(c),
        _ => new(),
    };

    private ExpectedWork CarryCapacity(SetCapacity c)
    {
        if (c.PerSlot < 0)
        {
            return new(CapacityRefusalCode.QuantityLimit);
        }

        var changes = PerSlot != c.PerSlot;
        PerSlot = c.PerSlot;
        return new(Appends: changes);
    }

    private ExpectedWork CarrySlotCapacity(SetSlotCapacity c, DateTimeOffset now)
    {
        if (c.Capacity < 0)
        {
            return new(CapacityRefusalCode.QuantityLimit);
        }

        var known = _overrides.TryGetValue(c.Slot, out var capacity) ? capacity : (long?)null;
        if (known == c.Capacity)
        {
            return new();
        }

        if (c.Slot.End <= now)
        {
            return new(CapacityRefusalCode.SlotPast);
        }

        _overrides.Remove(c.Slot);
        if (c.Capacity is { } stated)
        {
            _overrides.Add(c.Slot, stated);
        }

        return new(Appends: true);
    }

    private ExpectedWork CarryHold(HoldSlot c, DateTimeOffset now)
    {
        CapacityRefusalCode? refusal = c.Quantity < 1 || c.TtlSeconds < 1 ? CapacityRefusalCode.QuantityLimit
            : c.Slot.End <= c.Slot.Start ? CapacityRefusalCode.InvalidSlot
            : c.Slot.End <= now ? CapacityRefusalCode.SlotPast
            : Slots.Where(c.Slot.Overlaps).Append(c.Slot).Any(slot => Taken(slot) + c.Quantity > CapacityOf(slot)) ? CapacityRefusalCode.InsufficientCapacity
            : null;
        if (refusal is not null)
        {
            return new(refusal);
        }

        var work = new NaiveWork(c, now.AddSeconds(c.TtlSeconds));
        _all.Add(work);
        return new(Hold: work.Seen, Appends: true);
    }

    private ExpectedWork NotHere(string id) => new(Last(id) is null ? CapacityRefusalCode.UnknownReservation : CapacityRefusalCode.NotHeld);

    private ExpectedWork CarryPrepare(PrepareSlot c)
    {
        if (Live(c.ReservationId) is not { Asked.OfBasket: true } work)
        {
            return NotHere(c.ReservationId);
        }

        var newer = c.Attempt > work.Pending;
        work.Pending = Math.Max(work.Pending, c.Attempt);
        return new(Hold: work.Seen, Appends: newer);
    }

    private ExpectedWork CarryAbort(AbortSlot c)
    {
        if (Last(c.ReservationId) is not { Asked.OfBasket: true } work)
        {
            return new();
        }

        var settles = work.IsLive && work.Pending > 0 && work.Pending == c.Attempt;
        work.Pending = settles ? 0 : work.Pending;
        return new(Hold: work.Seen, Appends: settles);
    }

    private bool IsOfTheOtherKind(string id, bool ofBasket) => Last(id) is { } work && work.Asked.OfBasket != ofBasket;

    private ExpectedWork CarryConfirm(ConfirmSlot c)
    {
        if (IsOfTheOtherKind(c.ReservationId, c.Decided))
        {
            return new(CapacityRefusalCode.UnknownReservation);
        }

        if (Live(c.ReservationId) is not { } work)
        {
            return Last(c.ReservationId) is { End: SlotHoldStatus.Finished } end ? new(Hold: end.Seen) : NotHere(c.ReservationId);
        }

        if (work.Pending > c.Attempt)
        {
            return new(Hold: work.Seen);
        }

        var changes = !work.Confirmed || work.Pending > 0;
        (work.Confirmed, work.Pending) = (true, 0);
        return new(Hold: work.Seen, Appends: changes);
    }

    private ExpectedWork CarryRelease(ReleaseSlot c)
    {
        if (IsOfTheOtherKind(c.ReservationId, c.Decided))
        {
            return new(CapacityRefusalCode.UnknownReservation);
        }

        if (Live(c.ReservationId) is not { } work)
        {
            return Last(c.ReservationId) is { End: not SlotHoldStatus.Finished } end ? new(Hold: end.Seen) : NotHere(c.ReservationId);
        }

        if (work.Asked.Round > c.Round)
        {
            return new(Hold: work.Seen);
        }

        work.End = SlotHoldStatus.Released;
        return new(Hold: work.Seen, Appends: true);
    }

    private ExpectedWork CarryExtend(ExtendSlot c, DateTimeOffset now)
    {
        if (Live(c.ReservationId) is not { Confirmed: false } work)
        {
            return NotHere(c.ReservationId);
        }

        if (work.Pending > 0)
        {
            return new(CapacityRefusalCode.Pending);
        }

        var until = now.AddSeconds(c.TtlSeconds);
        var longer = until > work.Until;
        work.Until = longer ? until : work.Until;
        if (c.ExtensionId is not null)
        {
            _done["e" + c.ExtensionId] = (c.ReservationId, c.TtlSeconds, work.Seen);
        }

        return new(Hold: work.Seen, Appends: longer || c.ExtensionId is not null);
    }

    private ExpectedWork CarryFinish(FinishWork c)
    {
        if (Live(c.ReservationId) is not { } work)
        {
            var isDone = Last(c.ReservationId) is { End: SlotHoldStatus.Finished } && (c.Quantity is null || c.FulfilmentId is null);
            return isDone ? new(Hold: Last(c.ReservationId)!.Seen) : NotHere(c.ReservationId);
        }

        CapacityRefusalCode? refusal = !work.Confirmed ? CapacityRefusalCode.NotConfirmed
            : work.Pending > 0 ? CapacityRefusalCode.Pending
            : c.Quantity < 1 ? CapacityRefusalCode.QuantityLimit
            : c.Quantity > work.Left ? CapacityRefusalCode.InsufficientCapacity
            : null;
        if (refusal is not null)
        {
            return new(refusal);
        }

        var quantity = c.Quantity ?? work.Left;
        work.Left -= quantity;
        work.End = work.Left == 0 ? SlotHoldStatus.Finished : null;
        if (c.FulfilmentId is not null)
        {
            _done["f" + c.FulfilmentId] = (c.ReservationId, quantity, work.Seen);
        }

        return new(Hold: work.Seen, Appends: true);
    }
}
