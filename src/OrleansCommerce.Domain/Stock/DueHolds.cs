namespace OrleansCommerce.Domain.Stock;

/// <summary>
/// Live holds by the time somebody must look at them. Each hold has one entry that counts, its newest; an older one is not removed but
/// recognised as stale when it comes up, and the heap is built anew when stale entries outnumber the live ones.
/// </summary>
internal sealed class DueHolds : IComparer<(long Ticks, Hold Hold)>
{
    private readonly PriorityQueue<long, (long Ticks, Hold Hold)> _entries;
    private long _last;

    /// <summary>Those that are due no more, by when they were confirmed.</summary>
    public ConfirmedHolds Confirmed { get; } = new();

    public DueHolds() => _entries = new(this);

    public void Add(Hold hold, Dictionary<string, Hold> live)
    {
        if (_entries.Count > 64 && _entries.Count > live.Count * 2)
        {
            Rebuild(live);
        }

        Enqueue(hold);
    }

    /// <summary>The earliest entry that still speaks for a live hold; stale ones before it are dropped.</summary>
    public long? NextTicks()
    {
        while (_entries.TryPeek(out var entry, out var key))
        {
            if (Speaks(entry, key))
            {
                return key.Ticks;
            }

            _entries.Dequeue();
        }

        return null;
    }

    /// <summary>Up to <paramref name="limit"/> holds that are due and not in doubt, earliest first. The heap keeps them.</summary>
    public List<Hold> Due(DateTimeOffset now, int limit)
    {
        var due = new List<Hold>();
        var looked = new List<(long Entry, (long, Hold) Key)>();
        while (due.Count < limit && _entries.TryPeek(out var entry, out var key) && key.Ticks <= now.UtcTicks)
        {
            _entries.Dequeue();
            if (!Speaks(entry, key))
            {
                continue;
            }

            looked.Add((entry, key));
            if (key.Hold.IsDue(now))
            {
                due.Add(key.Hold);
            }
        }

        _entries.EnqueueRange(looked);
        return due;
    }

    /// <summary>Ties are broken by id, so that what expires first depends on the holds alone and not on how the heap was built.</summary>
    int IComparer<(long Ticks, Hold Hold)>.Compare((long Ticks, Hold Hold) x, (long Ticks, Hold Hold) y) =>
        x.Ticks != y.Ticks ? x.Ticks.CompareTo(y.Ticks) : string.CompareOrdinal(x.Hold.ReservationId, y.Hold.ReservationId);

    /// <summary>Two entries of one hold may name the same time (an extension that adds nothing), so the time alone does not tell.</summary>
    private static bool Speaks(long entry, (long Ticks, Hold Hold) key) => key.Hold.DueEntry == entry && key.Hold.DueTicks == key.Ticks;

    private void Enqueue(Hold hold)
    {
        if (hold.DueTicks is { } ticks)
        {
            hold.DueEntry = ++_last;
            _entries.Enqueue(_last, (ticks, hold));
        }
    }

    private void Rebuild(Dictionary<string, Hold> live)
    {
        _entries.Clear();
        foreach (var hold in live.Values)
        {
            Enqueue(hold);
        }
    }
}
