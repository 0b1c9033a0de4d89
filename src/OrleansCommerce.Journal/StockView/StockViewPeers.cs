namespace OrleansCommerce.Journal;

// The part of a process that shares the view with others.
public sealed partial class StockViewWriter
{
    private TendRequest? _tend;
    private long? _foldFrom;
    private long _sharedThrough;

    /// <summary>Whether other processes write the view as well.</summary>
    public bool IsShared => _options.IsShared;

    /// <summary>
    /// For a process that shares the view: takes over what processes that have ended left unwritten, and lets the position that it
    /// records follow the journal while it has nothing to write. To be called about every half second, one call at a time.
    /// </summary>
    /// <returns>The streams that were taken over: they are to be folded anew and reported with <see cref="Folded"/>.</returns>
    /// <exception cref="JournalUnavailableException">The storage did not answer.</exception>
    public async Task<IReadOnlyList<string>> Tend(IJournal journal)
    {
        var request = new TendRequest(journal);
        lock (_gate)
        {
            if (_isStopping)
                return [];
            _tend = request;
        }
        _wake.Writer.TryWrite(true);
        var streams = await request.Streams.Task;
        await Flush();
        await SharedThrough();
        return streams;
    }

    /// <summary>Marks of what waits of some streams, to be taken before these are read for <see cref="Folded"/>.</summary>
    public IReadOnlyList<long> Marks(IReadOnlyList<string> streams) => [.. streams.Select(_progress.MarkOf)];

    /// <summary>
    /// Reports what a stream was read to be, by somebody who does not own it: as <see cref="Loaded"/>, but it may have gone on meanwhile.
    /// </summary>
    /// <param name="row">Null for a stream without records.</param>
    /// <param name="mark">What <see cref="Marks"/> said before the stream was read.</param>
    public void Folded(StoredStream content, StockRow? row, long mark)
    {
        _progress.Read(content, mark);
        if (row is not null)
            Loaded(row);
    }

    // On the loop that writes, so that no write of this process is under way that would record an older, higher position.
    private async Task TendIfAsked()
    {
        if (Interlocked.Exchange(ref _tend, null) is not { } request)
            return;
        IReadOnlyList<string> streams = [];
        try
        {
            // Whatever becomes of the next question, nothing above this counts as clean until its answer is here.
            var isSettled = _foldFrom is null;
            _foldFrom ??= await _view.CleanThrough();
            if (await _view.TakeOver() is { } left)
            {
                _foldFrom = Math.Min(_foldFrom.Value, left);
                isSettled = false;
            }
            if (!isSettled)
            {
                streams = await Inherit(request.Journal, _foldFrom.Value);
                _cleanThrough = Math.Min(_cleanThrough, _foldFrom.Value);
            }
            _foldFrom = null;
            _progress.Observed(await request.Journal.Head());
        }
        catch (Exception)
        {
            // The next call goes on from here; the loop must not end with it.
        }
        finally
        {
            request.Streams.TrySetResult(streams);
        }
    }

    private async Task<long> SharedThrough()
    {
        var through = await _view.CleanThrough();
        lock (_gate)
            return _sharedThrough = Math.Max(_sharedThrough, through);
    }

    private sealed record TendRequest(IJournal Journal)
    {
        public TaskCompletionSource<IReadOnlyList<string>> Streams { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
