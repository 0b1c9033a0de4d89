using System.Threading.Channels;

namespace OrleansCommerce.Journal;

/// <summary>
/// Reads where streams end, for owners that are about to answer without writing: where several processes share a journal, such an
/// answer is right only if nobody else has written before the command came. All that ask while one query is under way are answered by
/// the next one.
/// </summary>
public sealed class HeadChecks : IAsyncDisposable
{
    /// <summary>The most streams that one query asks for.</summary>
    public const int StreamsMax = 1_024;

    private readonly Lock _gate = new();
    private readonly IJournal _journal;
    private readonly TimeProvider _time;
    private readonly long _limit;
    private readonly Channel<bool> _wake = WakeSignal.Create();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, PendingHead> _waiting = new(StringComparer.Ordinal);
    private readonly DeadlineTimer _deadlines;
    private List<PendingHead> _reading = [];
    private bool _isDisposed;
    private long _queries;

    /// <param name="options">Of which a check has the time of a load.</param>
    /// <param name="scheduler">Runs the loop.</param>
    public HeadChecks(IJournal journal, GroupCommitOptions options, TimeProvider time, TaskScheduler scheduler)
    {
        _journal = journal;
        _time = time;
        _limit = (long)(options.LoadLimit.TotalSeconds * time.TimestampFrequency);
        _deadlines = new DeadlineTimer(time, Expire);
        WakeSignal.Run(Run, scheduler);
    }

    /// <summary>How many queries have been made.</summary>
    public long Queries => Interlocked.Read(ref _queries);

    /// <summary>
    /// The version at which the stream ends, by a query that began after this was called; null when the storage did not answer within
    /// the bound.
    /// </summary>
    public Task<long?> Read(string stream)
    {
        lock (_gate)
        {
            if (_isDisposed)
                return Task.FromResult<long?>(null);
            if (!_waiting.TryGetValue(stream, out var head))
            {
                _waiting[stream] = head = new PendingHead(stream, _time.GetTimestamp() + _limit);
                _deadlines.Arm(head.Deadline);
                _wake.Writer.TryWrite(true);
            }
            return head.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var head in _waiting.Values.Concat(_reading))
                head.TryEnd(null);
            _waiting.Clear();
            _deadlines.Dispose();
        }
        // A query that hangs is nobody's concern any more.
        if (_wake.Writer.TryComplete() && _reading.Count > 0)
            return;
        await _ended.Task;
    }

    private async Task Run()
    {
        while (await _wake.Reader.WaitToReadAsync())
        {
            _wake.Reader.TryRead(out _);
            while (Take() is { Count: > 0 } heads)
                await Read(heads);
        }
        _ended.TrySetResult();
    }

    private List<PendingHead> Take()
    {
        lock (_gate)
        {
            _reading = [.. _waiting.Values.Take(StreamsMax)];
            foreach (var head in _reading)
                _waiting.Remove(head.Stream);
            return _reading;
        }
    }

    private async Task Read(List<PendingHead> heads)
    {
        try
        {
            Interlocked.Increment(ref _queries);
            var versions = await _journal.ReadHeads([.. heads.Select(head => head.Stream)]);
            lock (_gate)
            {
                for (var i = 0; i < heads.Count; i++)
                    heads[i].TryEnd(versions[i]);
            }
        }
        catch (Exception)
        {
            // Whoever asked learns that nothing is known, which is all that there is to say.
            lock (_gate)
            {
                foreach (var head in heads)
                    head.TryEnd(null);
            }
        }
    }

    private void Expire()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var oldest = long.MaxValue;
            foreach (var head in _reading.Concat(_waiting.Values).Where(head => !head.HasEnded))
            {
                if (head.Deadline <= now)
                    head.TryEnd(null);
                else
                    oldest = Math.Min(oldest, head.Deadline);
            }
            foreach (var stream in _waiting.Values.Where(head => head.HasEnded).Select(head => head.Stream).ToArray())
                _waiting.Remove(stream);
            if (oldest < long.MaxValue && !_isDisposed)
                _deadlines.Arm(oldest);
        }
    }

    /// <summary>A question about one stream, and whoever asked it.</summary>
    private sealed class PendingHead(string stream, long deadline)
    {
        // Awaited directly only, so that its continuations run on the askers' schedulers.
        private readonly TaskCompletionSource<long?> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Stream { get; } = stream;

        public long Deadline { get; } = deadline;

        public Task<long?> Task => _source.Task;

        public bool HasEnded => _source.Task.IsCompleted;

        public void TryEnd(long? version) => _source.TrySetResult(version);
    }
}
