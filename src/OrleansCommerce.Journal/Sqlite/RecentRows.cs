using System.Runtime.InteropServices;

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
    private long _floor = long.MaxValue;
    private int _count;

    /// <param name="position">The newest in the table. What is at or below it is not known here.</param>
    public void Start(long position)
    {
        lock (_gate)
        {
            _writes.Clear();
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
        // Which row of an item is the newest is found by those who ask, of the rows that they ask for: many more are written. Its version
        // says so, since two rows of one item may share a position: their records then lie in one frame.
        var newest = new Dictionary<(string, string), StockRow>();
        lock (_gate)
        {
            if (position < _floor)
                return null;
            foreach (var rows in _writes)
            {
                for (var i = rows[^1].Position > position ? FirstAfter(rows, position) : rows.Length; i < rows.Length; i++)
                {
                    if (!Fits(rows[i], locationId, sku))
                        continue;
                    ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(newest, (rows[i].Sku, rows[i].LocationId), out _);
                    if (row is null || row.Version < rows[i].Version)
                        row = rows[i];
                }
            }
        }
        var found = new List<StockRow>(newest.Values);
        found.Sort(ChangeOrder.Comparer);
        if (found.Count > limit)
            found.RemoveRange(limit, found.Count - limit);
        return found;
    }

    private void Forget(StockRow[] rows)
    {
        _count -= rows.Length;
        _floor = Math.Max(_floor, rows[^1].Position);
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
