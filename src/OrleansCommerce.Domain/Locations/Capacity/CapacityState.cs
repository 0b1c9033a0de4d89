using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Locations.Capacity;

/// <summary>
/// One location's pick capacity as it is now. Read by <see cref="CapacityMachine.Decide"/>, changed by <see cref="CapacityMachine.Apply"/>
/// alone.
/// </summary>
public sealed partial class CapacityState
{
    private readonly Dictionary<string, SlotHold> _live = new(StringComparer.Ordinal);
    private readonly SortedSet<(DateTimeOffset Due, string ReservationId)> _due = new(new ByTimeThenId());
    private readonly SlotUses _uses = new();
    private readonly RememberedWork _remembered = new();

    public long Version { get; internal set; }

    /// <summary>Null: no limit is stated.</summary>
    public long? PerSlot { get; internal set; }

    /// <summary>Work ever held, done and given back, in units.</summary>
    public long TakenOn { get; internal set; }
    public long Done { get; internal set; }
    public long GivenBack { get; internal set; }

    /// <summary>Work that is confirmed and not yet done.</summary>
    public long Backlog { get; internal set; }

    /// <summary>The latest time in the location's history.</summary>
    public DateTimeOffset Time { get; internal set; }

    /// <summary>True once something is no longer remembered: from then on a refusal may be the retry of what was accepted long ago.</summary>
    public bool HasForgotten { get; internal set; }

    public bool Exists => Version > 0;

    public int LiveHolds => _live.Count;

    /// <summary>A clock that went back never brings back what was given away meanwhile.</summary>
    public DateTimeOffset EffectiveTime(DateTimeOffset clock) => clock > Time ? clock : Time;

    public CapacityFigures Figures() => new(
        Version, PerSlot, TakenOn, Done, GivenBack, TakenOn - Done - GivenBack - Backlog, Backlog, LiveHolds,
        _due.Count > 0 ? _due.Min.Due : null, Time);

    /// <summary>What a slot can do and has taken on; holds that are due count until they have expired.</summary>
    public SlotFigures Slot(PickSlot slot) => new(slot, CapacityOf(slot), _uses.Taken(slot));

    /// <summary>Every slot that has taken on more than it can do, by start.</summary>
    public IEnumerable<Overbooking> Overbooked() => _uses.All.Select(Slot).Where(s => s.Taken > s.Capacity)
        .Select(s => new Overbooking(s.Slot, s.Taken, s.Capacity!.Value));

    /// <summary>The live hold of a reservation, or how it ended if that is still remembered; else null.</summary>
    public SlotHoldFigures? FindReservation(string reservationId) =>
        Find(reservationId) is { } hold ? hold.Figures() : RememberedEnd(reservationId);

    /// <summary>Holds in doubt for longer than <see cref="CapacityLimits.PendingPatience"/>: (reservation, attempt).</summary>
    public IReadOnlyList<(string ReservationId, long Attempt)> InDoubt(DateTimeOffset clock)
    {
        var now = EffectiveTime(clock);
        return
        [
            .. _due.TakeWhile(entry => entry.Due <= now).Select(entry => _live[entry.ReservationId]).Where(hold => hold.IsPending)
                .Select(hold => (hold.ReservationId, hold.Attempt)).OrderBy(pair => pair.ReservationId, StringComparer.Ordinal),
        ];
    }

    internal int Overrides => _uses.Overrides;

    internal IEnumerable<SlotHold> Holds => _live.Values;

    internal SlotHold? Find(string reservationId) => _live.GetValueOrDefault(reservationId);

    internal long? SlotOverride(PickSlot slot) => _uses.Override(slot);

    internal long? CapacityOf(PickSlot slot) => _uses.Override(slot) ?? PerSlot;

    internal IEnumerable<PickSlot> UsedSlots => _uses.All;

    internal IEnumerable<PickSlot> Overlapping(PickSlot slot) => _uses.Overlapping(slot);

    internal long Own(PickSlot slot) => _uses.Own(slot);

    internal long Taken(PickSlot slot) => _uses.Taken(slot);

    /// <summary>The holds to let go of at <paramref name="now"/>, earliest first.</summary>
    internal List<SlotHold> Due(DateTimeOffset now) =>
    [
        .. _due.TakeWhile(entry => entry.Due <= now).Select(entry => _live[entry.ReservationId]).Where(hold => hold.IsDue(now))
            .Take(CapacityLimits.ExpiriesPerDecisionMax),
    ];

    internal void Add(SlotHold hold)
    {
        _live.Add(hold.ReservationId, hold);
        _uses.Add(hold.Slot, 0, holds: 1);
        Enqueue(hold);
    }

    internal void Remove(SlotHold hold)
    {
        Dequeue(hold);
        _live.Remove(hold.ReservationId);
        _uses.Add(hold.Slot, 0, holds: -1);
    }

    /// <summary>Changes what decides when the hold is due.</summary>
    internal void Reschedule(SlotHold hold, Action<SlotHold> change)
    {
        Dequeue(hold);
        change(hold);
        Enqueue(hold);
    }

    internal void Use(PickSlot slot, long quantity) => _uses.Add(slot, quantity, holds: 0);

    internal void Override(PickSlot slot, long? capacity) => _uses.SetOverride(slot, capacity);

    internal void ForgetSlotsBefore(DateTimeOffset time) => _uses.ForgetBefore(time);

    internal void Remember(CapacityEvent happened) => HasForgotten |= _remembered.Add(happened);

    internal SlotExtended? RecallExtension(string id) => _remembered.Extension(id);

    internal WorkFinished? RecallFinish(string id) => _remembered.Finish(id);

    internal SlotHoldFigures? RememberedEnd(string reservationId) => _remembered.EndOf(reservationId);

    private void Enqueue(SlotHold hold)
    {
        if (hold.Due is { } due)
        {
            _due.Add((due, hold.ReservationId));
        }
    }

    private void Dequeue(SlotHold hold)
    {
        if (hold.Due is { } due)
        {
            _due.Remove((due, hold.ReservationId));
        }
    }

    private sealed class ByTimeThenId : IComparer<(DateTimeOffset Due, string ReservationId)>
    {
        public int Compare((DateTimeOffset Due, string ReservationId) x, (DateTimeOffset Due, string ReservationId) y) =>
            x.Due != y.Due ? x.Due.CompareTo(y.Due) : string.CompareOrdinal(x.ReservationId, y.ReservationId);
    }
}
