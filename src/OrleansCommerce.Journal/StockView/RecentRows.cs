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
    private const int ChunkRows = 256;

    private readonly Lock _gate = new();
    private readonly Queue<Chunk> _chunks = new();
    private Chunk _newest = new();
    private long _floor = long.MaxValue;

    /// <param name="position">The newest in the table. What is at or below it is not known here.</param>
    public void Start(long position)
    {
        lock (_gate)
        {
            _chunks.Clear();
            _newest = new Chunk();
            _floor = position;
        }
    }

    /// <summary>Enters what a transaction has written to the table, after its end.</summary>
    public void Add(IReadOnlyList<StockRow> rows)
    {
        lock (_gate)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                if (_newest.Count == ChunkRows)
                    BeginChunk();
                _newest.Add(rows[i]);
            }
        }
    }

    /// <summary>
    /// The rows that the table has after a position, in the order of the feed; null keys leave it open. Null where that is too long ago.
    /// </summary>
    public List<StockRow>? After(string? locationId, string? sku, long position, int limit)
    {
        // Which row of an item is the newest is found by those who ask, of the rows that they ask for: many more are written. Its version
        // says so, since two rows of one item may share a position: their records then lie in one frame.
        var newest = new Dictionary<(string, string), KeptRow>();
        lock (_gate)
        {
            if (position < _floor)
                return null;
            foreach (var chunk in _chunks)
                chunk.CollectAfter(locationId, sku, position, newest);
            _newest.CollectAfter(locationId, sku, position, newest);
        }
        var found = newest.Values.Select(static row => row.ToRow()).ToList();
        found.Sort(ChangeOrder.Comparer);
        if (found.Count > limit)
            found.RemoveRange(limit, found.Count - limit);
        return found;
    }

    // What was forgotten makes room: chunks grow old, and new ones would have to grow old again.
    private void BeginChunk()
    {
        _chunks.Enqueue(_newest);
        if (_chunks.Count * ChunkRows <= capacity)
        {
            _newest = new Chunk();
            return;
        }
        _newest = _chunks.Dequeue();
        _floor = Math.Max(_floor, _newest.Newest);
        _newest.Clear();
    }

    /// <summary>Rows in the order in which they were written, their positions apart: those are what is looked at most.</summary>
    private sealed class Chunk
    {
        private readonly long[] _positions = new long[ChunkRows];
        private readonly KeptRow[] _rows = new KeptRow[ChunkRows];

        public int Count { get; private set; }

        public long Newest { get; private set; }

        public void Add(StockRow row)
        {
            (_positions[Count], _rows[Count]) = (row.Position, new KeptRow(row));
            Newest = Math.Max(Newest, row.Position);
            Count++;
        }

        public void CollectAfter(string? locationId, string? sku, long position, Dictionary<(string, string), KeptRow> newest)
        {
            for (var i = Newest > position ? 0 : Count; i < Count; i++)
            {
                if (_positions[i] <= position || !_rows[i].IsOf(locationId, sku))
                    continue;
                ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(newest, (_rows[i].Sku, _rows[i].LocationId), out var isThere);
                if (!isThere || row.Version < _rows[i].Version)
                    row = _rows[i];
            }
        }

        public void Clear() => (Count, Newest) = (0, 0);
    }
}
