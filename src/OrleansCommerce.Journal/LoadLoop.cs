using System.Threading.Channels;

namespace OrleansCommerce.Journal;

/// <summary>Loads streams, many with one query, while the group commit goes on.</summary>
internal sealed class LoadLoop
{
    private readonly Lock _gate;
    private readonly IJournal _journal;
    private readonly GroupCommitOptions _options;
    private readonly TimeProvider _time;
    private readonly WriterRegistry _writers;
    private readonly Func<string, bool> _isHeld;
    private readonly ViewProgress? _progress;
    private readonly Channel<bool> _wake = WakeSignal.Create();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LinkedList<PendingLoad> _waiting = new();
    private readonly HashSet<PendingLoad> _reading = [];
    private readonly DeadlineTimer _deadlines;
    private int _queries;

    public LoadLoop(
        Lock gate,
        IJournal journal,
        GroupCommitOptions options,
        TimeProvider time,
        WriterRegistry writers,
        Func<string, bool> isHeld,
        ViewProgress? progress)
    {
        _gate = gate;
        _journal = journal;
        _options = options;
        _time = time;
        _writers = writers;
        _isHeld = isHeld;
        _progress = progress;
        _deadlines = new DeadlineTimer(time, Expire);
    }

    public Task Ended => _ended.Task;

    public void Start(TaskScheduler scheduler) => WakeSignal.Run(Run, scheduler);

    /// <summary>Registers the new writer at once, so that nothing of the older one slips in. The caller holds the lock.</summary>
    public Task<LoadedStream> Add(string stream)
    {
        if (_waiting.Count >= _options.QueueLoads)
            return Task.FromException<LoadedStream>(Unavailable("Too many loads wait."));
        var writer = _writers.Replace(stream);
        var limit = (long)(_options.LoadLimit.TotalSeconds * _time.TimestampFrequency);
        var load = new PendingLoad(writer, _time.GetTimestamp() + limit);
        _waiting.AddLast(load);
        _deadlines.Arm(load.Deadline);
        Wake();
        return load.Task;
    }

    public void Wake() => _wake.Writer.TryWrite(true);

    public void Stop() => _wake.Writer.TryComplete();

    private async Task Run()
    {
        while (await _wake.Reader.WaitToReadAsync())
        {
            _wake.Reader.TryRead(out _);
            while (Take() is { Count: > 0 } loads)
                _ = Read(loads);
        }
        lock (_gate)
        {
            foreach (var load in _waiting.Concat(_reading))
                Fail(load, Unavailable("The journal is being closed."));
            _waiting.Clear();
            _deadlines.Dispose();
        }
        _ended.TrySetResult();
    }

    private List<PendingLoad> Take()
    {
        var loads = new List<PendingLoad>();
        lock (_gate)
        {
            if (_queries >= _options.LoadQueries)
                return loads;
            var streams = new HashSet<string>(StringComparer.Ordinal);
            for (var node = _waiting.First; node is not null && loads.Count < _options.LoadStreams;)
            {
                var next = node.Next;
                if (!_isHeld(node.Value.Writer.Stream) && streams.Add(node.Value.Writer.Stream))
                {
                    _waiting.Remove(node);
                    _reading.Add(node.Value);
                    loads.Add(node.Value);
                }
                node = next;
            }
            if (loads.Count > 0)
                _queries++;
        }
        return loads;
    }

    private async Task Read(List<PendingLoad> loads)
    {
        try
        {
            var contents = await ReadWithin(loads);
            lock (_gate)
            {
                for (var i = 0; i < contents.Count; i++)
                    Complete(loads[i], contents[i]);
            }
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                foreach (var load in loads)
                    Fail(load, Unavailable("The storage could not be read.", e));
            }
        }
        lock (_gate)
        {
            _queries--;
            foreach (var load in loads)
                _reading.Remove(load);
        }
        Wake();
    }

    private async Task<IReadOnlyList<StoredStream>> ReadWithin(List<PendingLoad> loads)
    {
        var queries = loads.Select(load => new StreamQuery(load.Writer.Stream)).ToArray();
        for (var pause = _options.RetryPause; ; pause = pause * 2 < _options.RetryPauseMax ? pause * 2 : _options.RetryPauseMax)
        {
            try
            {
                return await _journal.Read(queries);
            }
            catch (JournalUnavailableException) when (loads.Exists(load => !load.HasEnded))
            {
                await Task.Delay(pause, _time);
            }
        }
    }

    private void Complete(PendingLoad load, StoredStream content)
    {
        // A load that a later one has replaced may have read the stream before that one's writer appended.
        if (!load.Writer.IsFinished)
            _progress?.Loaded(content);
        load.Writer.Tail = content.Version;
        load.TryComplete(new LoadedStream(load.Writer, content.Snapshot, content.Records, content.Version, content.Position));
    }

    private void Expire()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            foreach (var load in _reading.Where(load => load.Deadline <= now))
                Fail(load, Unavailable("The storage did not answer in time."));
            while (_waiting.First?.Value is { } oldest && oldest.Deadline <= now)
            {
                _waiting.RemoveFirst();
                Fail(oldest, Unavailable("The storage did not answer in time."));
            }
            var next = _reading.Where(load => !load.HasEnded).Select(load => load.Deadline)
                .Append(_waiting.First?.Value.Deadline ?? long.MaxValue).Min();
            if (next < long.MaxValue)
                _deadlines.Arm(next);
        }
    }

    // Nobody has the writer of a failed load, so it must not stay registered.
    private void Fail(PendingLoad load, JournalUnavailableException cause)
    {
        if (!load.TryFail(cause))
            return;
        load.Writer.IsFinished = true;
        _writers.Tidy(load.Writer);
    }

    private static JournalUnavailableException Unavailable(string message, Exception? cause = null) =>
        new(message, mayBeWritten: false, cause);
}
