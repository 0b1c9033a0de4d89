namespace OrleansCommerce.Journal;

/// <summary>
/// The rows that are not in the table yet, the latest per item. They are written in rounds: a round has whatever is dirty at its
/// beginning, in the order of the table's key, so that rows of one page are written together however many pages there are. What
/// becomes dirty later goes with the next round, or, where its turn in this one is still to come, with this one.
/// </summary>
/// <param name="gate">The lock of <see cref="ViewProgress"/>. The group commit waits for it too, so it is held for some rows at a time.</param>
/// <param name="unwritten">What is taken to be written is lacking in it no more.</param>
internal sealed class UnwrittenRows(Lock gate, ViewEntries entries, ViewBacklog unwritten)
{
    private const int Piece = 256;

    // A row waits for less, if all is well; so rows are hardly ever looked through for what comes due while they wait.
    private const long SoonTicks = 8 * TimeSpan.TicksPerSecond;

    private readonly TurnOrder _order = new();

    // Entries of dirty rows: those of the round, some of them written since, and those that have become dirty after its beginning.
    private List<int> _inRound = [];
    private List<int> _later = [];
    private List<StockRow> _writing = [];

    // Entries of dirty rows with something due at or before a time, and others that have been written since.
    private readonly HashSet<int> _soon = [];
    private long _soonThrough = long.MinValue;
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
            lock (gate)
                return _changes;
        }
    }

    public int DirtyCount { get; private set; }

    public int WritingCount => _writing.Count;

    /// <summary>How many rows are still to be taken in this round; 0 between two rounds. For the one who writes.</summary>
    public int LeftInRound => _roundCount - _roundNext;

    /// <summary>Whether a change, or an earlier one, may still not be written.</summary>
    public bool IsWaitingFor(long change)
    {
        lock (gate)
            return _writtenThrough < change && (DirtyCount > 0 || _writing.Count > 0);
    }

    /// <summary>Puts a row in unless a newer one is there; true when it is the first dirty one. The caller holds the lock.</summary>
    public bool Put(int number, StockRow row)
    {
        _changes++;
        ref var entry = ref entries[number];
        if (row.NextExpiry?.UtcTicks <= _soonThrough)
            _soon.Add(number);
        if (entry.IsDirty)
        {
            if (entry.Row.Version < row.Version)
                entry.Row = new KeptRow(row);
            return false;
        }
        (entry.IsDirty, entry.Row) = (true, new KeptRow(row));
        _later.Add(number);
        return ++DirtyCount == 1;
    }

    /// <summary>Begins a round with all that is dirty; called between two rounds, by the one who writes.</summary>
    public void BeginRound()
    {
        lock (gate)
        {
            (_inRound, _later) = (_later, _inRound);
            _roundThrough = _changes;
        }
        (_roundNext, _roundCount) = (0, _inRound.Count);
        _order.Begin(_roundCount);
        for (var i = 0; i < _roundCount;)
        {
            lock (gate)
            {
                for (var end = Math.Min(i + Piece, _roundCount); i < end; i++)
                    _order.Add(_inRound[i], entries[_inRound[i]].Row);
            }
        }
        _order.Sort();
    }

    /// <summary>Moves the next rows of the round to those being written; they stay visible until <see cref="Written"/>.</summary>
    public IReadOnlyList<StockRow> Take(int count)
    {
        var end = _roundNext + Math.Min(count, LeftInRound);
        var rows = new List<StockRow>(end - _roundNext);
        lock (gate)
            _writing = rows;
        while (_roundNext < end)
        {
            lock (gate)
            {
                for (var pieceEnd = Math.Min(_roundNext + Piece, end); _roundNext < pieceEnd; _roundNext++)
                    rows.Add(Take(ref entries[_order[_roundNext]], _order[_roundNext]));
                if (_roundNext == _roundCount)
                    _inRound.Clear();
            }
        }
        return rows;
    }

    public void Written()
    {
        lock (gate)
        {
            _writing = [];
            if (_roundNext >= _roundCount)
                _writtenThrough = _roundThrough;
        }
    }

    /// <summary>The waiting row of each item for which there is one and the condition holds.</summary>
    public Dictionary<(string Sku, string LocationId), StockRow> Where(RowCondition condition)
    {
        int[] dirty;
        lock (gate)
            dirty = Dirty();
        var found = new List<StockRow>();
        Look(dirty, number =>
        {
            if (IsDirty(number) && condition(entries[number].Row))
                found.Add(entries[number].Row.ToRow());
        });
        // Last, since rows go from there to here meanwhile; those that have gone on to the table are found in it, which is asked later.
        lock (gate)
            found.AddRange(_writing.Where(row => condition(new KeptRow(row))));
        return Newest(found);
    }

    /// <summary>The waiting row of each item that has something due, as <see cref="Where"/>; not by looking at all of them.</summary>
    public Dictionary<(string Sku, string LocationId), StockRow> Due(DateTimeOffset now)
    {
        LookAhead(now.UtcTicks);
        var found = new List<StockRow>();
        lock (gate)
        {
            _soon.RemoveWhere(number => !IsDueBy(number, _soonThrough));
            foreach (var number in _soon)
            {
                if (IsDueBy(number, now.UtcTicks))
                    found.Add(entries[number].Row.ToRow());
            }
            found.AddRange(_writing.Where(row => row.NextExpiry <= now));
        }
        return Newest(found);
    }

    /// <summary>Those of some rows for which a newer one waits.</summary>
    public HashSet<StockRow> Hidden(IReadOnlyList<StockRow> rows, Func<StockRow, string> streamOf)
    {
        var hidden = new HashSet<StockRow>(ReferenceEqualityComparer.Instance);
        if (rows.Count == 0)
            return hidden;
        var streams = rows.Select(streamOf).ToArray();
        for (var i = 0; i < streams.Length;)
        {
            lock (gate)
            {
                for (var end = Math.Min(i + Piece, streams.Length); i < end; i++)
                {
                    var number = entries.Find(streams[i]);
                    if (number != ViewEntries.None && entries[number].IsDirty && entries[number].Row.Version > rows[i].Version)
                        hidden.Add(rows[i]);
                }
            }
        }
        StockRow[] writing;
        lock (gate)
            writing = [.. _writing];
        var newer = writing.ToDictionary(static row => (row.Sku, row.LocationId), static row => row.Version);
        hidden.UnionWith(rows.Where(row => newer.GetValueOrDefault((row.Sku, row.LocationId)) > row.Version));
        return hidden;
    }

    private void LookAhead(long now)
    {
        int[] dirty;
        lock (gate)
        {
            if (now <= _soonThrough)
                return;
            // What becomes dirty from here on is entered by whoever puts it in.
            _soonThrough = now + SoonTicks;
            dirty = Dirty();
        }
        Look(dirty, number =>
        {
            if (IsDueBy(number, _soonThrough))
                _soon.Add(number);
        });
    }

    private int[] Dirty() => DirtyCount == 0 ? [] : [.. _inRound, .. _later];

    /// <summary>Looks at one entry after the other, each with the lock held.</summary>
    private void Look(int[] numbers, Action<int> look)
    {
        for (var i = 0; i < numbers.Length;)
        {
            lock (gate)
            {
                for (var end = Math.Min(i + Piece, numbers.Length); i < end; i++)
                    look(numbers[i]);
            }
        }
    }

    // Entries are large, and very many are looked at: none is copied for that.
    private bool IsDirty(int number) => entries.Has(number) && entries[number].IsDirty;

    private bool IsDueBy(int number, long ticks) => IsDirty(number) && entries[number].Row.IsDueBy(ticks);

    private StockRow Take(ref ViewEntry entry, int number)
    {
        var row = entry.Row.ToRow();
        (entry.IsDirty, entry.Row) = (false, default);
        DirtyCount--;
        unwritten.Show(number, ref entry.Unwritten, row.Version, row.Position);
        entries.RemoveIfEmpty(number);
        return row;
    }

    private static Dictionary<(string Sku, string LocationId), StockRow> Newest(List<StockRow> found)
    {
        var rows = new Dictionary<(string, string), StockRow>(found.Count);
        foreach (var row in found)
        {
            if (!rows.TryGetValue((row.Sku, row.LocationId), out var other) || other.Version < row.Version)
                rows[(row.Sku, row.LocationId)] = row;
        }
        return rows;
    }
}
