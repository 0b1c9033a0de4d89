namespace OrleansCommerce.Journal;

/// <summary>
/// Knows which durable frames the view does not show yet.
/// <para>
/// Why <see cref="CleanThrough"/> is right although rows are reported out of order: the group commit calls
/// <see cref="Durable"/> with a whole batch before it completes any of its appends, and it has one batch in flight, whose positions
/// are above all earlier ones. So at any moment every frame at or below the newest known position has been entered here, and it leaves
/// only when a row of its stream with at least its version is in the table, or is taken to be written together with the position that this
/// gives. The lowest frame that is still entered, less one, is thus
/// a position at or below which the table lacks nothing; with no frame entered it is the newest known position. A batch whose outcome
/// is unknown is entered with the lowest position that it can have got, and stays until a load shows what became of it.
/// </para>
/// <para>The same holds for <see cref="ReportedThrough"/>, with rows handed over instead of rows in the table.</para>
/// <para>It belongs to one writer of the view, whose waiting rows it keeps with what their streams lack.</para>
/// </summary>
public sealed class ViewProgress
{
    private readonly TimeProvider _time;
    private readonly string _streamPrefix;
    private readonly Lock _gate = new();
    private readonly ViewEntries _entries = new();
    private readonly ViewBacklog _unwritten;
    private readonly ViewBacklog _unreported;
    private long _newest;
    private long _marks;
    private bool _isSending;
    private int _backlog;

    public ViewProgress(TimeProvider time, string streamPrefix = StockViewOptions.StreamPrefix)
    {
        _time = time;
        _streamPrefix = streamPrefix;
        _unwritten = new ViewBacklog(entry => _entries.Has(entry) ? _entries[entry].Unwritten : default);
        _unreported = new ViewBacklog(entry => _entries.Has(entry) ? _entries[entry].Unreported : default);
        Rows = new UnwrittenRows(_gate, _entries, _unwritten);
    }

    /// <summary>The rows that were reported and are not in the table yet.</summary>
    internal UnwrittenRows Rows { get; }

    /// <summary>How many items have changes that the table does not show. May be read at any time.</summary>
    public int Backlog => Volatile.Read(ref _backlog);

    /// <summary>Every change at or below this position has been reported: what the table and the waiting rows show together.</summary>
    public long ReportedThrough()
    {
        lock (_gate)
            return _unreported.Through(_newest);
    }

    /// <summary>Streams with durable frames that nobody has reported for a while, the longest first.</summary>
    public IReadOnlyList<string> Unreported(TimeSpan forLongerThan, int limit)
    {
        var before = _time.GetTimestamp() - (long)(forLongerThan.TotalSeconds * _time.TimestampFrequency);
        lock (_gate)
        {
            return [.. _unreported.Entries.Distinct().Where(entry => _entries[entry].Since <= before)
                .Select(entry => (_entries[entry].Since, Stream: _entries[entry].Stream!))
                .OrderBy(entry => entry.Since).ThenBy(entry => entry.Stream, StringComparer.Ordinal)
                .Take(limit).Select(entry => entry.Stream)];
        }
    }

    /// <summary>A batch goes to the storage: until its end is told here, positions may be taken that nobody here knows of.</summary>
    internal void Sending()
    {
        lock (_gate)
            _isSending = true;
    }

    internal void NotWritten()
    {
        lock (_gate)
            _isSending = false;
    }

    /// <summary>The journal was seen to reach up to here: what this process wrote up to there is entered, unless a batch is on its way.</summary>
    internal void Observed(long head)
    {
        lock (_gate)
            Raise(head);
    }

    internal void Durable(IReadOnlyList<Frame> frames, BatchOutcome outcome)
    {
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            _isSending = false;
            for (var i = 0; i < frames.Count; i++)
            {
                if (outcome.Frames[i].Status is not AppendStatus.Durable)
                    continue;
                var position = outcome.Frames[i].Position;
                _newest = Math.Max(_newest, position);
                if (frames[i].Stream.StartsWith(_streamPrefix, StringComparison.Ordinal))
                    Enter(frames[i].Stream, frames[i].LastVersion, position, now);
            }
            Count();
        }
    }

    internal void Uncertain(IReadOnlyList<Frame> frames)
    {
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            _isSending = false;
            foreach (var frame in frames)
            {
                if (frame.Stream.StartsWith(_streamPrefix, StringComparison.Ordinal))
                    Enter(frame.Stream, frame.LastVersion, _newest + 1, now);
            }
            Count();
        }
    }

    /// <summary>A load tells what an unknown outcome was: no version above the one that was read can be waited for.</summary>
    internal void Loaded(StoredStream content)
    {
        lock (_gate)
        {
            Raise(content.Position);
            Correct(content);
        }
    }

    /// <summary>A mark of what waits of a stream; it is another one as soon as more does.</summary>
    internal long MarkOf(string stream)
    {
        lock (_gate)
            return Mark(stream);
    }

    /// <summary>As <see cref="Loaded"/>, for a stream that was read while it may be written to: nothing, if more waits since the mark.</summary>
    internal void Read(StoredStream content, long mark)
    {
        lock (_gate)
        {
            if (Mark(content.Stream) == mark)
                Correct(content);
        }
    }

    /// <summary>Enters what an earlier process may have left unwritten.</summary>
    internal void Inherit(IReadOnlyList<ChangedStream> streams, long cleanThrough, long head)
    {
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            Raise(head);
            foreach (var stream in streams)
                Enter(stream.Stream, stream.Version, cleanThrough + 1, now);
            Count();
        }
    }

    internal bool IsUnwritten(string stream)
    {
        lock (_gate)
            return _entries.Find(stream) is var entry and not ViewEntries.None && _entries[entry].Unwritten.IsThere;
    }

    /// <summary>A row is handed over: it waits, and shows its stream; true when it is the first that waits.</summary>
    internal bool Report(string stream, StockRow row)
    {
        lock (_gate)
        {
            var number = _entries.FindOrAdd(stream);
            var isFirst = Rows.Put(number, row);
            ref var entry = ref _entries[number];
            _unreported.Show(number, ref entry.Unreported, row.Version, row.Position);
            if (entry.Unreported.IsThere)
                entry.Since = _time.GetTimestamp();
            return isFirst;
        }
    }

    /// <summary>What will be clean once the rows that were taken are in the table.</summary>
    internal long CleanThrough()
    {
        lock (_gate)
            return _unwritten.Through(_newest);
    }

    /// <summary>The rows that were taken are in the table.</summary>
    internal void Written()
    {
        lock (_gate)
        {
            Rows.Written();
            Count();
        }
    }

    private void Enter(string stream, long version, long position, long now)
    {
        var number = _entries.FindOrAdd(stream);
        ref var entry = ref _entries[number];
        if (!entry.Unreported.IsThere)
            entry.Since = now;
        entry.Mark = ++_marks;
        _unwritten.Enter(number, ref entry.Unwritten, version, position);
        _unreported.Enter(number, ref entry.Unreported, version, position);
    }

    private void Correct(StoredStream content)
    {
        if (_entries.Find(content.Stream) is not (var number and not ViewEntries.None))
            return;
        ref var entry = ref _entries[number];
        _unwritten.Correct(ref entry.Unwritten, content.Version);
        _unreported.Correct(ref entry.Unreported, content.Version);
        _entries.RemoveIfEmpty(number);
        Count();
    }

    private long Mark(string stream) =>
        _entries.Find(stream) is var entry and not ViewEntries.None && _entries[entry].Unreported.IsThere ? _entries[entry].Mark : 0;

    private void Raise(long position)
    {
        if (!_isSending)
            _newest = Math.Max(_newest, position);
    }

    // Those that are being written are not in the table yet.
    private void Count() => Volatile.Write(ref _backlog, _unwritten.Count + Rows.WritingCount);
}
