namespace OrleansCommerce.Journal;

/// <summary>
/// The one writer of a process: takes whatever waits, writes it in one batch, completes every waiter. One batch is in flight at a
/// time, so a stream that is appended to faster than the storage answers costs one row per batch, and a lone caller never waits for
/// others to come.
/// </summary>
public sealed class GroupCommit : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly GroupCommitOptions _options;
    private readonly TimeProvider _time;
    private readonly ViewProgress? _progress;
    private readonly WriterRegistry _writers = new();
    private readonly AppendQueue _queue;
    private readonly CommitLoop _commits;
    private readonly LoadLoop _loads;
    private readonly long _appendLimit;
    private readonly int _newRecords;
    private readonly long _newBytes;
    private bool _isDisposed;

    /// <param name="scheduler">Runs the loops; in production a <see cref="DedicatedThreadScheduler"/>.</param>
    /// <param name="progress">Told of every durable frame, where a view is written behind the journal.</param>
    public GroupCommit(
        IJournal journal,
        GroupCommitOptions options,
        TimeProvider time,
        TaskScheduler scheduler,
        ViewProgress? progress = null)
    {
        _options = options;
        _time = time;
        _progress = progress;
        _queue = new AppendQueue(options);
        _appendLimit = Ticks(options.AppendLimit);
        _newRecords = (int)(options.QueueRecords * options.NewWorkShare);
        _newBytes = (long)(options.QueueBytes * options.NewWorkShare);
        _commits = new CommitLoop(_gate, journal, options, time, _queue, _writers, progress);
        _loads = new LoadLoop(_gate, journal, options, time, _writers, _commits.Holds, progress);
        _commits.StreamsFreed += _loads.Wake;
        _commits.Start(scheduler);
        _loads.Start(scheduler);
    }

    /// <summary>What the group commit has done since it was made.</summary>
    public GroupCommitStatistics Statistics
    {
        get
        {
            lock (_gate)
                return new GroupCommitStatistics(_commits.Batches, _commits.Frames, _commits.Records, _queue.Records, _commits.LastBatch);
        }
    }

    /// <summary>Whether the storage did not take the last batch, a moment ago: it may still answer reads, as one does whose disk is full.</summary>
    public bool IsFailing
    {
        get
        {
            lock (_gate)
                return _commits.IsFailing;
        }
    }

    /// <summary>Whether there is room for more work of this kind; asked before anything is decided. A soft bound.</summary>
    public bool Admits(Admission admission) => admission switch
    {
        Admission.Bulk => HasRoom(_newRecords / 2, _newBytes / 2, _options.ViewBacklogItems / 2),
        Admission.New => HasRoom(_newRecords, _newBytes, _options.ViewBacklogItems),
        _ => _queue.Records < _options.QueueRecords && _queue.Bytes < _options.QueueBytes,
    };

    /// <summary>
    /// Loads a stream and registers a new writer for it: what an older writer of the stream has queued or appends later is refused for
    /// ever. Waits for a batch in flight that holds the stream.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The storage did not answer within the bound, or too many loads wait.</exception>
    public Task<LoadedStream> Load(string stream)
    {
        lock (_gate)
        {
            if (_isDisposed)
                return Task.FromException<LoadedStream>(new JournalUnavailableException("The journal is being closed.", false));
            return _loads.Add(stream);
        }
    }

    /// <summary>
    /// Appends records. Appends of one writer complete in their order; each ends within <see cref="GroupCommitOptions.AppendLimit"/>.
    /// An append by a writer that is finished already is refused at once.
    /// </summary>
    /// <param name="expectedVersion">The version that the writer's last append, or its load, ended at.</param>
    /// <exception cref="ArgumentException">
    /// There are no records, they repeat a command id, or <paramref name="expectedVersion"/> does not continue this writer.
    /// </exception>
    public Task<AppendOutcome> Append(StreamWriter writer, long expectedVersion, IReadOnlyList<JournalRecord> records)
    {
        var bytes = Measure(records);
        var deadline = _time.GetTimestamp() + _appendLimit;
        lock (_gate)
        {
            if (writer.IsFinished)
                return Task.FromResult(new AppendOutcome(AppendStatus.Superseded, 0));
            if (writer.IsReleased || writer.Tail != expectedVersion)
            {
                var state = writer.IsReleased ? "released" : $"at version {writer.Tail}";
                throw new ArgumentException($"The writer of {writer.Stream} is {state}, not at {expectedVersion}.", nameof(expectedVersion));
            }
            if (_isDisposed)
            {
                writer.IsFinished = true;
                return Task.FromResult(new AppendOutcome(AppendStatus.Unavailable, 0));
            }
            var append = new PendingAppend(writer, expectedVersion + 1, records, bytes, deadline);
            writer.Tail += records.Count;
            writer.Pending++;
            _queue.Add(append);
            _commits.Wake();
            return append.Task;
        }
    }

    /// <summary>Gives the stream up, when its activation goes; what it has queued is still written.</summary>
    public void Release(StreamWriter writer)
    {
        lock (_gate)
        {
            writer.IsReleased = true;
            _writers.Tidy(writer);
        }
    }

    /// <summary>Takes no more, writes what waits, and ends, at the latest when the last append's bound has passed.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
            _isDisposed = true;
        _loads.Stop();
        _commits.Stop();
        await _loads.Ended;
        await _commits.Ended;
    }

    private static int Measure(IReadOnlyList<JournalRecord> records)
    {
        if (records.Count == 0)
            throw new ArgumentException("An append has at least one record.", nameof(records));
        var bytes = 0;
        for (var i = 0; i < records.Count; i++)
        {
            bytes += records[i].Body.Length;
            for (var j = 0; j < i && records[i].CommandId is not null; j++)
            {
                if (records[j].CommandId == records[i].CommandId)
                    throw new ArgumentException($"Command {records[i].CommandId} appears twice in one append.", nameof(records));
            }
        }
        return bytes;
    }

    private bool HasRoom(int records, long bytes, int viewItems) =>
        _queue.Records < records && _queue.Bytes < bytes && (_progress is null || _progress.Backlog < viewItems);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
