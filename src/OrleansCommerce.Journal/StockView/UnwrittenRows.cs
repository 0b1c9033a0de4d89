using System.Runtime.InteropServices;

namespace OrleansCommerce.Journal;

/// <summary>The rows that are not in the table yet, the latest per item, in the order in which they became dirty.</summary>
internal sealed class UnwrittenRows
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StockRow> _dirty = new(StringComparer.Ordinal);
    private readonly Queue<(string Stream, long Change)> _order = new();
    private readonly Dictionary<string, StockRow> _writing = new(StringComparer.Ordinal);
    private long _changes;
    private long _oldestWriting = long.MaxValue;

    /// <summary>How many changes there have been.</summary>
    public long Changes
    {
        get
        {
            lock (_gate)
                return _changes;
        }
    }

    public int DirtyCount
    {
        get
        {
            lock (_gate)
                return _dirty.Count;
        }
    }

    /// <summary>Whether a change, or an earlier one, is still not written.</summary>
    public bool IsWaitingFor(long change)
    {
        lock (_gate)
            return _oldestWriting <= change || (_order.TryPeek(out var oldest) && oldest.Change <= change);
    }

    /// <summary>Puts a row in unless a newer one is there; true when it is the first dirty one.</summary>
    public bool Put(string stream, StockRow row)
    {
        lock (_gate)
        {
            _changes++;
            ref var dirty = ref CollectionsMarshal.GetValueRefOrAddDefault(_dirty, stream, out var isDirty);
            if (!isDirty || dirty!.Version < row.Version)
                dirty = row;
            if (isDirty)
                return false;
            _order.Enqueue((stream, _changes));
            return _dirty.Count == 1;
        }
    }

    /// <summary>Moves the oldest rows to those being written; they stay visible until <see cref="Written"/>.</summary>
    public IReadOnlyDictionary<string, StockRow> Take(int count)
    {
        lock (_gate)
        {
            while (_writing.Count < count && _order.TryDequeue(out var next))
            {
                _oldestWriting = Math.Min(_oldestWriting, next.Change);
                _dirty.Remove(next.Stream, out var row);
                _writing[next.Stream] = row!;
            }
            return new Dictionary<string, StockRow>(_writing, StringComparer.Ordinal);
        }
    }

    public void Written()
    {
        lock (_gate)
        {
            _writing.Clear();
            _oldestWriting = long.MaxValue;
        }
    }

    /// <summary>The waiting row of each item for which there is one and the condition holds.</summary>
    public Dictionary<(string Sku, string LocationId), StockRow> Where(Func<StockRow, bool> condition)
    {
        var rows = new Dictionary<(string, string), StockRow>();
        lock (_gate)
        {
            foreach (var row in _writing.Values)
            {
                if (condition(row))
                    rows[(row.Sku, row.LocationId)] = row;
            }
            foreach (var row in _dirty.Values)
            {
                if (condition(row))
                    rows[(row.Sku, row.LocationId)] = row;
            }
        }
        return rows;
    }
}
