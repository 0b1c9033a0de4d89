using System.Globalization;

namespace OrleansCommerce.Journal;

/// <summary>
/// A journal in memory with the semantics of the others, for tests and the simulation. It outlives the process that it stands for:
/// several group commits may share one, as several processes share a database.
/// </summary>
public sealed class MemoryJournal : IJournal
{
    private readonly Lock _gate = new();
    private readonly MemoryStreams _streams = new();
    private readonly SortedDictionary<string, string> _settings = new(StringComparer.Ordinal);
    private readonly MemoryStockView _stock = new();

    /// <param name="time">Drives the delays among the faults.</param>
    /// <param name="epoch">The identity of this store.</param>
    public MemoryJournal(TimeProvider time, string epoch = "memory")
    {
        Faults = new MemoryFaults(time);
        _settings[JournalSettings.Epoch] = epoch;
    }

    /// <summary>What goes wrong, and when.</summary>
    public MemoryFaults Faults { get; }

    public IStockView Stock => _stock;

    public Task Start(CancellationToken cancellation) => Task.CompletedTask;

    public async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        FrameRules.Check(frames);
        var fault = Faults.TakeAppend();
        await Faults.Pass(fault);
        if (fault.Failure is AppendFailure.NotWritten)
            throw new JournalUnavailableException("The storage is unavailable (a fault of the test).", mayBeWritten: false);
        if (fault.Failure is AppendFailure.UnknownNotWritten)
            throw new JournalUnavailableException("The connection was lost (a fault of the test).", mayBeWritten: true);
        var outcomes = new AppendOutcome[frames.Count];
        lock (_gate)
        {
            for (var i = 0; i < frames.Count; i++)
            {
                outcomes[i] = Faults.TakeConflict(frames[i].Stream)
                    ? new AppendOutcome(AppendStatus.Conflict, 0)
                    : _streams.Append(frames[i]);
            }
        }
        await MemoryFaults.PassAfterWrite(fault);
        if (fault.Failure is AppendFailure.UnknownWritten)
            throw new JournalUnavailableException("The connection was lost (a fault of the test).", mayBeWritten: true);
        return new BatchOutcome(outcomes);
    }

    public async Task<IReadOnlyList<StoredStream>> Read(IReadOnlyList<StreamQuery> queries)
    {
        await Faults.PassRead();
        lock (_gate)
            return queries.Select(_streams.Read).ToArray();
    }

    public Task<FeedPage> ReadAll(long afterPosition, int limit)
    {
        lock (_gate)
            return Task.FromResult(_streams.ReadAll(afterPosition, limit));
    }

    public Task<ChangedStreams> ReadChangedStreams(string prefix, long afterPosition, int limit)
    {
        lock (_gate)
            return Task.FromResult(_streams.ReadChanged(prefix, afterPosition, limit));
    }

    public Task<RecordPlace?> FindCommand(CommandId id)
    {
        lock (_gate)
            return Task.FromResult(_streams.Find(id));
    }

    public Task<IReadOnlyDictionary<CommandId, RecordPlace>> FindCommands(IReadOnlyList<CommandId> ids)
    {
        var found = new Dictionary<CommandId, RecordPlace>();
        lock (_gate)
        {
            foreach (var id in ids)
            {
                if (_streams.Find(id) is { } place)
                    found[id] = place;
            }
        }
        return Task.FromResult<IReadOnlyDictionary<CommandId, RecordPlace>>(found);
    }

    public Task<StoredRecord?> ReadRecord(RecordPlace place)
    {
        lock (_gate)
            return Task.FromResult(_streams.ReadRecord(place));
    }

    public Task<IReadOnlyList<string>> ListStreams(string prefix, string? after, int limit)
    {
        lock (_gate)
            return Task.FromResult(_streams.List(prefix, after, limit));
    }

    public Task<IReadOnlyList<StoredRecord>> ReadCorrelation(string correlation, int limit)
    {
        lock (_gate)
            return Task.FromResult(_streams.ReadCorrelation(correlation, limit));
    }

    public Task WriteSnapshots(IReadOnlyList<StreamSnapshot> snapshots)
    {
        lock (_gate)
        {
            foreach (var snapshot in snapshots)
                _streams.WriteSnapshot(snapshot);
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListCompactable(string? after, long throughPosition, int limit)
    {
        lock (_gate)
            return Task.FromResult(_streams.ListCompactable(after, throughPosition, limit));
    }

    public Task<int> Compact(string stream, long throughPosition, int limit)
    {
        lock (_gate)
            return Task.FromResult(_streams.Compact(stream, throughPosition, limit));
    }

    public Task<string?> ReadSetting(string name)
    {
        lock (_gate)
            return Task.FromResult(_settings.GetValueOrDefault(name));
    }

    public Task WriteSetting(string name, string value)
    {
        lock (_gate)
            _settings[name] = value;
        return Task.CompletedTask;
    }

    public Task<long> Head()
    {
        lock (_gate)
            return Task.FromResult(_streams.Head);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"memory journal at {_streams.Head}");
}
