namespace OrleansCommerce.Domain.Stock;

/// <summary>
/// The live holds by the time somebody must look at them. An entry is not removed when its hold changes; it is recognised as stale
/// when it comes up, and the heap is built anew when stale entries outnumber the live ones.
/// </summary>
internal sealed class DueHolds
{
    private readonly PriorityQueue<Hold, (long Ticks, long Sequence)> _heap = new();
    private long _sequence;

    public void Add(Hold hold, Dictionary<string, Hold> live)
    {
        if (hold.DueTicks is not { } ticks)
        {
            return;
        }

        if (_heap.Count > 64 && _heap.Count > live.Count * 2)
        {
            Rebuild(live);
        }

        _heap.Enqueue(hold, (ticks, _sequence++));
    }

    /// <summary>The earliest entry that still speaks for a live hold; stale ones before it are dropped.</summary>
    public long? NextTicks(Dictionary<string, Hold> live)
    {
        while (_heap.TryPeek(out var hold, out var due))
        {
            if (Speaks(hold, due.Ticks, live))
            {
                return due.Ticks;
            }

            _heap.Dequeue();
        }

        return null;
    }

    /// <summary>Up to <paramref name="limit"/> holds that are due and not in doubt, earliest first. The heap keeps them.</summary>
    public List<Hold> Due(DateTimeOffset now, int limit, Dictionary<string, Hold> live)
    {
        var due = new List<Hold>();
        var looked = new List<(Hold Hold, (long, long) Key)>();
        while (due.Count < limit && _heap.TryPeek(out var hold, out var key) && key.Ticks <= now.UtcTicks)
        {
            _heap.Dequeue();
            if (!Speaks(hold, key.Ticks, live))
            {
                continue;
            }

            looked.Add((hold, key));
            if (hold.IsDue(now))
            {
                due.Add(hold);
            }
        }

        foreach (var (hold, key) in looked)
        {
            _heap.Enqueue(hold, key);
        }

        return due;
    }

    private static bool Speaks(Hold hold, long ticks, Dictionary<string, Hold> live) =>
        hold.DueTicks == ticks && live.TryGetValue(hold.ReservationId, out var current) && ReferenceEquals(current, hold);

    private void Rebuild(Dictionary<string, Hold> live)
    {
        _heap.Clear();
        foreach (var hold in live.Values)
        {
            if (hold.DueTicks is { } ticks)
            {
                _heap.Enqueue(hold, (ticks, _sequence++));
            }
        }
    }
}
