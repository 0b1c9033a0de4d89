using System.Threading.Channels;

namespace OrleansCommerce.Journal;

/// <summary>
/// Writes the view <c>stock_item</c> behind the journal: the latest row per item wins. Its reads lay the rows that are not yet
/// written over the table, so that they are as new as the grains' reports.
/// </summary>
public sealed partial class StockViewWriter : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly IStockView _view;
    private readonly TimeProvider _time;
    private readonly StockViewOptions _options;
    private readonly ViewProgress _progress;
    private readonly UnwrittenRows _rows;
    private readonly Channel<bool> _wake = WakeSignal.Create();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<FlushWaiter> _flushes = [];
    private readonly ITimer _timer;
    private long _cleanThrough;
    private int _roundRows;
    private bool _isStopping;

    /// <param name="scheduler">Runs the loop that writes.</param>
    /// <param name="progress">The same that the group commit tells of durable frames, for this writer alone.</param>
    public StockViewWriter(IStockView view, TimeProvider time, StockViewOptions options, TaskScheduler scheduler, ViewProgress progress)
    {
        _view = view;
        _time = time;
        _options = options;
        _progress = progress;
        _rows = progress.Rows;
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(_ => _wake.Writer.TryWrite(true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        WakeSignal.Run(Run, scheduler);
    }

    /// <summary>
    /// Finds the streams with frames that the view may not show: their grains have to fold them anew and report the row with
    /// <see cref="Loaded"/>. Called once, before the first append.
    /// </summary>
    public async Task<IReadOnlyList<string>> Start(IJournal journal)
    {
        return await Inherit(journal, await _view.CleanThrough());
    }

    private async Task<IReadOnlyList<string>> Inherit(IJournal journal, long cleanThrough)
    {
        var head = await journal.Head();
        var changed = new SortedDictionary<string, ChangedStream>(StringComparer.Ordinal);
        for (var (position, isLast) = (cleanThrough, false); !isLast;)
        {
            var page = await journal.ReadChangedStreams(StockViewOptions.StreamPrefix, position, 10_000);
            foreach (var stream in page.Streams)
                changed[stream.Stream] = stream;
            (position, isLast) = (page.Position, page.IsLast);
        }
        _progress.Inherit([.. changed.Values], cleanThrough, head);
        return [.. changed.Keys];
    }

    /// <summary>Reports the row of an item after a durable change.</summary>
    public void Changed(StockRow row) => Changed(row, _options.StreamOf(row));

    /// <inheritdoc cref="Changed(StockRow)"/>
    /// <param name="stream">The item's stream, by whoever has its name at hand.</param>
    public void Changed(StockRow row, string stream)
    {
        if (_progress.Report(stream, row))
            _timer.Change(_options.Pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Reports the row of an item after a load; taken only where the view may not show it, so a load usually costs nothing. Every load
    /// of a stream of the view has to end with this: it is what settles an append whose outcome was unknown.
    /// </summary>
    public void Loaded(StockRow row)
    {
        var stream = _options.StreamOf(row);
        if (_progress.IsUnwritten(stream))
            Changed(row, stream);
    }

    /// <summary>When this ends, everything reported before the call is in the table, and so is the newest clean position.</summary>
    /// <exception cref="JournalUnavailableException">
    /// The storage did not take the rows within <see cref="StockViewOptions.FlushLimit"/>.
    /// </exception>
    public Task Flush()
    {
        var waiter = new FlushWaiter(_rows.Changes, _time, _options.FlushLimit);
        lock (_gate)
        {
            if (_isStopping)
                return _ended.Task;
            _flushes.Add(waiter);
        }
        _wake.Writer.TryWrite(true);
        return waiter.Task;
    }

    /// <summary>
    /// Streams with durable frames whose rows nobody has reported for a while: their activation was lost in between. Whoever hosts the
    /// grains has them loaded again, which reports the row.
    /// </summary>
    public IReadOnlyList<string> Unreported(TimeSpan forLongerThan, int limit) => _progress.Unreported(forLongerThan, limit);

    /// <summary>Writes what waits, as far as the storage takes it, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
            _isStopping = true;
        _wake.Writer.TryComplete();
        await _ended.Task;
    }

    private async Task Run()
    {
        while (await _wake.Reader.WaitToReadAsync())
        {
            _wake.Reader.TryRead(out _);
            do
            {
                await TendIfAsked();
                await WriteSome();
            }
            while (IsUrgent());
            if (_rows.DirtyCount is > 0 and var left)
                _timer.Change(left > _options.PromptRows || _rows.LeftInRound > 0 ? _options.PacedPause : _options.Pause, Timeout.InfiniteTimeSpan);
        }
        while (await WriteSome() && IsUrgent() && _rows.DirtyCount > 0)
        {
        }
        await TendIfAsked();
        _timer.Dispose();
        _ended.TrySetResult();
    }

    // A flush, or the end, does not wait for the pace.
    private bool IsUrgent()
    {
        lock (_gate)
        {
            foreach (var flush in _flushes.Where(flush => !_rows.IsWaitingFor(flush.Change)))
                flush.Complete();
            _flushes.RemoveAll(flush => flush.HasEnded);
            return _flushes.Count > 0 || (_isStopping && _rows.DirtyCount > 0);
        }
    }

    private async Task<bool> WriteSome()
    {
        var rows = _rows.Take(Share());
        while (true)
        {
            try
            {
                var cleanThrough = NextCleanThrough();
                if (rows.Count > 0 || cleanThrough > _cleanThrough)
                {
                    await _view.Write(rows, cleanThrough);
                    _cleanThrough = cleanThrough;
                }
                _progress.Written();
                return true;
            }
            catch (Exception)
            {
                // The rows stay visible to the reads and the clean position stays where it is, so a storage that is away costs
                // freshness only; a process that ends now leaves the rest to its successor.
                if (Volatile.Read(ref _isStopping))
                    return false;
                await Task.Delay(_options.RetryPause, _time);
            }
        }
    }

    // It stays where it was while processes that share the view settle who is responsible for what.
    private long NextCleanThrough() => Math.Min(_progress.CleanThrough(), _foldFrom ?? long.MaxValue);

    private int Share()
    {
        if (_rows.LeftInRound == 0)
        {
            _rows.BeginRound();
            _roundRows = _rows.LeftInRound;
        }
        lock (_gate)
        {
            if (_flushes.Count > 0 || _isStopping || _roundRows <= _options.PromptRows)
                return _options.WriteRows;
        }
        // The more often a row changes before its turn comes, the fewer rows are written in all; so no faster than its limit demands. A row
        // that has just missed its turn waits for the rest of this round and at most for all of the next one. What came in a burst keeps
        // the pace of the burst.
        var share = (int)Math.Ceiling(_roundRows * (2 * _options.PacedPause / _options.PacedLimit));
        return Math.Min(share, _options.WriteRows);
    }
}
