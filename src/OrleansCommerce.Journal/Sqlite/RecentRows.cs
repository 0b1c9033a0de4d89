namespace OrleansCommerce.Journal;

/// <summary>
/// The rows of the view that were written last, by their positions. An index in the table would have to be changed in two places for
/// each row that is written, in any of its pages, and whoever follows the changes asks for the last second of them.
/// </summary>
/// <param name="capacity">How many rows are kept. More than are written in a few seconds.</param>
internal sealed class RecentRows(int capacity = RecentRows.Capacity)
{
    private const int Capacity = 1 << 17;

    private readonly Lock _gate = new();
    private readonly Queue<StockRow[]> _writes = new();
    // Its version, since two rows of one item may share a position: their records then lie in one frame.
    private readonly Dictionary<(string Sku, string LocationId), long> _newest = [];
    private long _floor = long.MaxValue;
    private int _count;

    /// <param name="position">The newest in the table. What is at or below it is not known here.</param>
    public void Start(long position)
    {
        lock (_gate)
        {
            _writes.Clear();
            _newest.Clear();
            (_floor, _count) = (position, 0);
        }
    }

    /// <summary>Enters what a transaction has changed in the table, after its end.</summary>
    /// <param name="rows">They are put in another order.</param>
    public void Add(StockRow[] rows)
    {
        if (rows.Length == 0)
            return;
        Array.Sort(Array.ConvertAll(rows, static row => row.Position), rows);
        lock (_gate)
        {
            foreach (var row in rows)
                _newest[(row.Sku, row.LocationId)] = row.Version;
            _writes.Enqueue(rows);
            _count += rows.Length;
            while (_count > capacity && _writes.Count > 1)
                Forget(_writes.Dequeue());
        }
    }

    /// <summary>
    /// The rows that the table has after a position, in the order of the feed; null keys leave it open. Null where that is too long ago.
    /// </summary>
    public List<StockRow>? After(string? locationId, string? sku, long position, int limit)
    {
        var found = new List<StockRow>();
        lock (_gate)
        {
            if (position < _floor)
                return null;
            foreach (var rows in _writes)
            {
                if (rows[^1].Position <= position)
                    continue;
                var first = FirstAfter(rows, position);
                for (var (i, taken) = (first, 0); i < rows.Length && taken < limit; i++)
                {
                    if (!Fits(rows[i], locationId, sku) || _newest[(rows[i].Sku, rows[i].LocationId)] != rows[i].Version)
                        continue;
                    found.Add(rows[i]);
                    taken++;
                }
            }
        }
        found.Sort(ChangeOrder.Comparer);
        if (found.Count > limit)
            found.RemoveRange(limit, found.Count - limit);
        return found;
    }

    private void Forget(StockRow[] rows)
    {
        _count -= rows.Length;
        _floor = Math.Max(_floor, rows[^1].Position);
        foreach (var row in rows)
        {
            var key = (row.Sku, row.LocationId);
            if (_newest[key] == row.Version)
                _newest.Remove(key);
        }
    }

    private static bool Fits(StockRow row, string? locationId, string? sku) =>
        (locationId is null || string.Equals(row.LocationId, locationId, StringComparison.Ordinal))
        && (sku is null || string.Equals(row.Sku, sku, StringComparison.Ordinal));

    private static int FirstAfter(StockRow[] rows, long position)
    {
        var (low, high) = (0, rows.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (rows[middle].Position <= position)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
