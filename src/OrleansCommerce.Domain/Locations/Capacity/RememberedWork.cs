namespace OrleansCommerce.Domain.Locations.Capacity;

/// <summary>The last events that a retry may ask for, the oldest first. There are thousands of locations, not millions, so objects will do.</summary>
internal sealed class RememberedWork
{
    private readonly Queue<CapacityEvent> _events = new();

    public IEnumerable<CapacityEvent> All => _events;

    /// <summary>True when an older event had to go for it.</summary>
    public bool Add(CapacityEvent happened)
    {
        var forgets = _events.Count == CapacityLimits.RememberedMax;
        if (forgets)
        {
            _events.Dequeue();
        }

        _events.Enqueue(happened);
        return forgets;
    }

    public SlotExtended? Extension(string id) => _events.OfType<SlotExtended>().LastOrDefault(e => e.ExtensionId == id);

    public WorkFinished? Finish(string id) => _events.OfType<WorkFinished>().LastOrDefault(e => e.FulfilmentId == id);

    /// <summary>How a reservation ended last: a basket may have held a slot, let go of it and held it again.</summary>
    public SlotHoldFigures? EndOf(string reservationId) => _events.Reverse().Select(End).FirstOrDefault(end => end?.ReservationId == reservationId);

    private static SlotHoldFigures? End(CapacityEvent happened) => happened switch
    {
        SlotHoldEnded e => e.Hold,
        WorkFinished { Hold.Remaining: 0 } e => e.Hold,
        _ => null,
    };
}
