using System.Runtime.InteropServices;

namespace OrleansCommerce.Journal;

/// <summary>
/// The rows that are not in the table yet, the latest per item. They are written in rounds: a round has whatever is dirty at its
/// beginning, in the order of the table's key, so that rows of one page are written together however many pages there are. What
/// becomes dirty later goes with the next round, or, where its turn in this one is still to come, with this one.
/// </summary>
internal sealed class UnwrittenRows
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StockRow> _dirty = new(StringComparer.Ordinal);

    // Only the one who writes changes it, under the lock, and so reads it without.
    private readonly Dictionary<string, StockRow> _writing = new(StringComparer.Ordinal);
    private Turn[] _round = [];
    private int _roundNext;
    private int _roundCount;
    private long _changes;
    private long _roundThrough;
    private long _writtenThrough;

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

    /// <summary>How many rows are still to be taken in this round; 0 between two rounds. For the one who writes.</summary>
    public int LeftInRound => _roundCount - _roundNext;

    /// <summary>Whether a change, or an earlier one, may still not be written.</summary>
    public bool IsWaitingFor(long change)
    {
        lock (_gate)
            return _writtenThrough < change && (_dirty.Count > 0 || _writing.Count > 0);
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
            return !isDirty && _dirty.Count == 1;
        }
    }

    /// <summary>Begins a round with all that is dirty; called between two rounds, by the one who writes.</summary>
    public void BeginRound()
    {
        lock (_gate)
        {
            if (_round.Length < _dirty.Count || _round.Length > 4 * Math.Max(1_024, _dirty.Count))
                _round = new Turn[_dirty.Count];
            (_roundNext, _roundCount, _roundThrough) = (0, 0, _changes);
            foreach (var (stream, row) in _dirty)
                _round[_roundCount++] = new Turn(Utf8Key.Of(row.LocationId), Utf8Key.Of(row.Sku), row, stream);
        }
        _round.AsSpan(0, _roundCount).Sort();
    }

    /// <summary>
    /// Moves the next rows of the round to those being written; they stay visible until <see cref="Written"/>. What this returns is
    /// good until then.
    /// </summary>
    public IReadOnlyDictionary<string, StockRow> Take(int count)
    {
        lock (_gate)
        {
            for (; _writing.Count < count && _roundNext < _roundCount; _roundNext++)
            {
                var stream = _round[_roundNext].Stream;
                _round[_roundNext] = default;
                if (_dirty.Remove(stream, out var row))
                    _writing[stream] = row;
            }
            return _writing;
        }
    }

    public void Written()
    {
        lock (_gate)
        {
            _writing.Clear();
            if (_roundNext >= _roundCount)
                _writtenThrough = _roundThrough;
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

    /// <summary>A row of the round, in the order of the table's key.</summary>
    private readonly record struct Turn(Utf8Key Location, Utf8Key Sku, StockRow Row, string Stream) : IComparable<Turn>
    {
        public int CompareTo(Turn other)
        {
            var order = Location.CompareTo(other.Location);
            if (order == 0)
                order = Utf8Order.Comparer.Compare(Row.LocationId, other.Row.LocationId);
            if (order == 0)
                order = Sku.CompareTo(other.Sku);
            return order != 0 ? order : Utf8Order.Comparer.Compare(Row.Sku, other.Row.Sku);
        }
    }
}
