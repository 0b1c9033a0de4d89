using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Locations.Capacity;

/// <summary>
/// What each slot has taken on. A location whose slots change their length has slots that overlap others; work counts in every one that
/// it overlaps, so that the change of the grid gives no capacity away twice.
/// </summary>
internal sealed class SlotUses
{
    private readonly SortedList<PickSlot, (long Taken, int Live)> _uses = [];
    private readonly SortedList<PickSlot, long> _overrides = [];

    public int Overrides => _overrides.Count;

    /// <summary>By start.</summary>
    public IEnumerable<PickSlot> All => _uses.Keys;

    public IEnumerable<SlotQuantity> AllTaken => _uses.Select(use => new SlotQuantity(use.Key, use.Value.Taken));

    public IEnumerable<SlotQuantity> AllOverrides => _overrides.Select(entry => new SlotQuantity(entry.Key, entry.Value));

    public long? Override(PickSlot slot) => _overrides.TryGetValue(slot, out var capacity) ? capacity : null;

    public void SetOverride(PickSlot slot, long? capacity)
    {
        _overrides.Remove(slot);
        if (capacity is { } stated)
        {
            _overrides.Add(slot, stated);
        }
    }

    /// <summary>Work comes or goes, and so do holds that are alive.</summary>
    public void Add(PickSlot slot, long quantity, int holds)
    {
        var (taken, live) = _uses.GetValueOrDefault(slot);
        (taken, live) = (taken + quantity, live + holds);
        if (taken == 0 && live == 0)
        {
            // A slot that is empty again binds nobody, least of all those of another grid.
            _uses.Remove(slot);
        }
        else
        {
            _uses[slot] = (taken, live);
        }
    }

    /// <summary>What was taken on in this very slot, without those that it overlaps.</summary>
    public long Own(PickSlot slot) => _uses.GetValueOrDefault(slot).Taken;

    public long Taken(PickSlot slot)
    {
        var taken = 0L;
        foreach (var other in Overlapping(slot))
        {
            taken += _uses[other].Taken;
        }

        return taken;
    }

    /// <summary>The slots in use that share time with this one, itself too, by start.</summary>
    public IEnumerable<PickSlot> Overlapping(PickSlot slot)
    {
        // No slot is longer than the limit, so none that starts earlier than this can reach into it.
        for (var i = FirstFrom(slot.Start - CapacityLimits.SlotLengthMax); i < _uses.Count && _uses.Keys[i].Start < slot.End; i++)
        {
            if (_uses.Keys[i].Overlaps(slot))
            {
                yield return _uses.Keys[i];
            }
        }
    }

    /// <summary>Forgets slots that ended before then, but for those with work that is still to be done.</summary>
    public void ForgetBefore(DateTimeOffset time)
    {
        for (var i = 0; i < _uses.Count && _uses.Keys[i].Start < time;)
        {
            if (_uses.Keys[i].End < time && _uses.Values[i].Live == 0)
            {
                _uses.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }

        while (_overrides.Count > 0 && _overrides.Keys[0].End < time)
        {
            _overrides.RemoveAt(0);
        }
    }

    private int FirstFrom(DateTimeOffset start)
    {
        var (low, high) = (0, _uses.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _uses.Keys[middle].Start < start ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
