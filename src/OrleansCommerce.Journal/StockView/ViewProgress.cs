namespace OrleansCommerce.Journal;

/// <summary>
/// Knows which durable frames the view does not show yet.
/// <para>
/// Why <see cref="CleanThroughAfter"/> is right although rows are reported out of order: the group commit calls
/// <see cref="Durable"/> with a whole batch before it completes any of its appends, and it has one batch in flight, whose positions
/// are above all earlier ones. So at any moment every frame at or below the newest known position has been entered here, and it leaves
/// only when a row of its stream with at least its version is in the table. The lowest frame that is still entered, less one, is thus
/// a position at or below which the table lacks nothing; with no frame entered it is the newest known position. A batch whose outcome
/// is unknown is entered with the lowest position that it can have got, and stays until a load shows what became of it.
/// </para>
/// <para>The same holds for <see cref="ReportedThrough"/>, with rows handed over instead of rows in the table.</para>
/// </summary>
public sealed class ViewProgress(TimeProvider time, string streamPrefix = StockViewOptions.StreamPrefix)
{
    private readonly Lock _gate = new();
    private readonly ViewBacklog _unwritten = new();
    private readonly ViewBacklog _unreported = new();
    private long _newest;
    private bool _isSending;
    private int _backlog;

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
        var before = time.GetTimestamp() - (long)(forLongerThan.TotalSeconds * time.TimestampFrequency);
        lock (_gate)
            return _unreported.EnteredBefore(before, limit);
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
        var now = time.GetTimestamp();
        lock (_gate)
        {
            _isSending = false;
            for (var i = 0; i < frames.Count; i++)
            {
                if (outcome.Frames[i].Status is not AppendStatus.Durable)
                    continue;
                var position = outcome.Frames[i].Position;
                _newest = Math.Max(_newest, position);
                if (frames[i].Stream.StartsWith(streamPrefix, StringComparison.Ordinal))
                    Enter(frames[i].Stream, frames[i].LastVersion, position, now);
            }
            Count();
        }
    }

    internal void Uncertain(IReadOnlyList<Frame> frames)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            _isSending = false;
            foreach (var frame in frames)
            {
                if (frame.Stream.StartsWith(streamPrefix, StringComparison.Ordinal))
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
            _unwritten.Correct(content.Stream, content.Version);
            _unreported.Correct(content.Stream, content.Version);
            Count();
        }
    }

    /// <summary>A mark of what waits of a stream; it is another one as soon as more does.</summary>
    internal long MarkOf(string stream)
    {
        lock (_gate)
            return _unreported.MarkOf(stream);
    }

    /// <summary>As <see cref="Loaded"/>, for a stream that was read while it may be written to: nothing, if more waits since the mark.</summary>
    internal void Read(StoredStream content, long mark)
    {
        lock (_gate)
        {
            if (_unreported.MarkOf(content.Stream) != mark)
                return;
            _unwritten.Correct(content.Stream, content.Version);
            _unreported.Correct(content.Stream, content.Version);
            Count();
        }
    }

    /// <summary>Enters what an earlier process may have left unwritten.</summary>
    internal void Inherit(IReadOnlyList<ChangedStream> streams, long cleanThrough, long head)
    {
        var now = time.GetTimestamp();
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
            return _unwritten.Has(stream);
    }

    internal void Reported(string stream, StockRow row)
    {
        var now = time.GetTimestamp();
        lock (_gate)
            _unreported.Show(stream, row.Version, row.Position, now);
    }

    /// <summary>What will be clean once these rows are in the table.</summary>
    internal long CleanThroughAfter(IReadOnlyDictionary<string, StockRow> rows)
    {
        lock (_gate)
            return _unwritten.ThroughAfter(rows, _newest);
    }

    internal void Written(IReadOnlyDictionary<string, StockRow> rows)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            foreach (var (stream, row) in rows)
                _unwritten.Show(stream, row.Version, row.Position, now);
            Count();
        }
    }

    private void Enter(string stream, long version, long position, long now)
    {
        _unwritten.Enter(stream, version, position, now);
        _unreported.Enter(stream, version, position, now);
    }

    private void Raise(long position)
    {
        if (!_isSending)
            _newest = Math.Max(_newest, position);
    }

    private void Count() => Volatile.Write(ref _backlog, _unwritten.Count);
}
