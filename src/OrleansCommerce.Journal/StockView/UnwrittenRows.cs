namespace OrleansCommerce.Journal;

/// <summary>The rows that are not in the table yet, the latest per item, in the order in which they became dirty.</summary>
internal sealed class UnwrittenRows
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Sku, string LocationId), StockRow> _dirty = [];
    private readonly Queue<((string Sku, string LocationId) Key, long Change)> _order = new();
    private readonly Dictionary<(string Sku, string LocationId), StockRow> _writing = [];
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
    public bool Put(StockRow row)
    {
        var key = (row.Sku, row.LocationId);
        lock (_gate)
        {
            _changes++;
            if (_dirty.TryGetValue(key, out var dirty))
            {
                if (dirty.Version < row.Version)
                    _dirty[key] = row;
                return false;
            }
            _dirty[key] = row;
            _order.Enqueue((key, _changes));
            return _dirty.Count == 1;
        }
    }

    /// <summary>Moves the oldest rows to those being written; they stay visible until <see cref="Written"/>.</summary>
    public IReadOnlyList<StockRow> Take(int count)
    {
        lock (_gate)
        {
            while (_writing.Count < count && _order.TryDequeue(out var next))
            {
                _oldestWriting = Math.Min(_oldestWriting, next.Change);
                _writing[next.Key] = _dirty[next.Key];
                _dirty.Remove(next.Key);
            }
            return [.. _writing.Values];
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
            foreach (var (key, row) in _writing)
            {
                if (condition(row))
                    rows[key] = row;
            }
            foreach (var (key, row) in _dirty)
            {
                if (condition(row))
                    rows[key] = row;
            }
        }
        return rows;
    }

    public StockRow Newest(StockRow row)
    {
        var key = (row.Sku, row.LocationId);
        lock (_gate)
        {
            if (_dirty.TryGetValue(key, out var waiting) || _writing.TryGetValue(key, out waiting))
                return waiting.Version > row.Version ? waiting : row;
            return row;
        }
    }
}
