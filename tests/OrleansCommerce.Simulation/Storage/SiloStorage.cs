using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Faults;
using OrleansCommerce.Simulation.Silos;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Storage;

/// <summary>
/// One silo's way to the database: it takes time, fails, and forgets to answer. What was sent may still arrive when the silo is gone.
/// </summary>
public sealed class SiloStorage : JournalDecorator
{
    private readonly Cluster _cluster;
    private readonly Host _host;
    private readonly Chance _chance;
    private readonly List<Sent> _sent = [];
    private readonly SiloView _view;

    public SiloStorage(Cluster cluster, Host host, Chance chance)
        : base(cluster.Database.Store)
    {
        (_cluster, _host, _chance) = (cluster, host, chance);
        _view = new SiloView(this, cluster, host);
    }

    public override IStockView Stock => _view;

    public override Task Start(CancellationToken cancellation) => Do(() =>
    {
        _cluster.Database.Shared.Join(_host, () => _host.IsDead && _sent.Count == 0);
        return Task.CompletedTask;
    });

    public override Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        _cluster.Database.Predecessors.Sent(frames);
        var sent = new Sent(frames);
        var there = Ticks() / 2;
        var back = Ticks() / 2;
        var faults = _cluster.Faults;
        if (_cluster.Database.IsOut || faults.Strikes(FaultKind.AppendFailed, _cluster.Scenario.StorageFaults))
        {
            Later(there + back, () => sent.Source.SetException(Unavailable(mayBeWritten: false)));
        }
        else if (faults.Strikes(FaultKind.AppendUncertain, _cluster.Scenario.StorageFaults))
        {
            LoseAnswer(sent, there, back);
        }
        else
        {
            Arrive(sent, there, () => Later(back, () => sent.Source.SetResult(sent.Outcome!)));
        }

        return sent.Source.Task;
    }

    public override Task<IReadOnlyList<StoredStream>> Read(IReadOnlyList<StreamQuery> queries) => Ask(() =>
    {
        EndDoubt();
        return Inner.Read(queries);
    });

    public override Task<FeedPage> ReadAll(long afterPosition, int limit) => Ask(() => Inner.ReadAll(afterPosition, limit));

    public override Task<ChangedStreams> ReadChangedStreams(string prefix, long afterPosition, int limit) =>
        Ask(() => Inner.ReadChangedStreams(prefix, afterPosition, limit));

    public override Task<RecordPlace?> FindCommand(CommandId id) => Ask(() => Inner.FindCommand(id));

    public override Task<IReadOnlyDictionary<CommandId, RecordPlace>> FindCommands(IReadOnlyList<CommandId> ids) => Ask(() => Inner.FindCommands(ids));

    public override Task<StoredRecord?> ReadRecord(RecordPlace place) => Ask(() => Inner.ReadRecord(place));

    public override Task<IReadOnlyList<string>> ListStreams(string prefix, string? after, int limit) =>
        Ask(() => Inner.ListStreams(prefix, after, limit));

    public override Task<IReadOnlyList<StoredRecord>> ReadCorrelation(string correlation, int limit) =>
        Ask(() => Inner.ReadCorrelation(correlation, limit));

    public override Task WriteSnapshots(IReadOnlyList<StreamSnapshot> snapshots) => Do(() => Inner.WriteSnapshots(snapshots));

    public override Task<IReadOnlyList<string>> ListCompactable(string? after, long throughPosition, int limit) =>
        Ask(() => Inner.ListCompactable(after, throughPosition, limit));

    public override Task<int> Compact(string stream, long throughPosition, int limit) => Ask(() => Inner.Compact(stream, throughPosition, limit));

    public override Task<string?> ReadSetting(string name) => Ask(() => Inner.ReadSetting(name));

    public override Task WriteSetting(string name, string value) => Do(() => Inner.WriteSetting(name, value));

    public override Task<long> Head() => Ask(() => Inner.Head());

    /// <summary>What is on its way arrives or does not. A process has its database for itself, so nothing of it arrives after its end.</summary>
    internal void Crash()
    {
        foreach (var sent in _sent.ToList())
        {
            if (_chance.Is(0.5))
                sent.IsLost = true;
            else if (!_cluster.Scenario.IsCluster)
                Write(sent);
        }
    }

    internal Task Do(Func<Task> write) => Ask(async () =>
    {
        await write();
        return true;
    });

    internal Task<T> Ask<T>(Func<Task<T>> ask)
    {
        var source = new TaskCompletionSource<T>();
        var (there, back) = (Ticks() / 2, Ticks() / 2);
        if (_cluster.Database.IsOut || _cluster.Faults.Strikes(FaultKind.ReadFailed, _cluster.Scenario.StorageFaults))
        {
            Later(there + back, () => source.SetException(Unavailable(mayBeWritten: false)));
            return source.Task;
        }

        Later(there, () =>
        {
            // The memory journal answers at once.
            var answer = ask();
            Later(back, () =>
            {
                if (answer.Exception is { } failure)
                    source.SetException(failure.InnerExceptions);
                else
                    source.SetResult(answer.GetAwaiter().GetResult());
            });
        });
        return source.Task;
    }

    private static JournalUnavailableException Unavailable(bool mayBeWritten) =>
        new(mayBeWritten ? "The connection was lost (simulated)." : "The storage is unavailable (simulated).", mayBeWritten);

    private void LoseAnswer(Sent sent, long there, long back)
    {
        if (_chance.Is(0.5))
        {
            // Only where several share a database may a statement run after the connection that sent it is gone.
            var late = _cluster.Scenario.IsCluster && _chance.Is(0.3) ? _chance.Between(0, TimeSpan.TicksPerSecond) : 0;
            sent.IsLate = late > 0;
            Arrive(sent, there + late, () => { });
            Later(there + back, () => sent.Source.SetException(Unavailable(mayBeWritten: true)));
        }
        else
        {
            Later(there + back, () => sent.Source.SetException(Unavailable(mayBeWritten: true)));
        }
    }

    private void Arrive(Sent sent, long ticks, Action then)
    {
        _sent.Add(sent);
        _cluster.World.After(ticks, _cluster.World.Outside, () =>
        {
            if (!sent.IsLate)
                EndDoubt();
            Write(sent);
            then();
        });
    }

    /// <summary>
    /// As the journal in PostgreSQL does: before a process reads a stream again, or writes, it ends the session in which a lost statement of its
    /// own may still be running. Until then that may be written, and what others read knows nothing of it.
    /// </summary>
    private void EndDoubt()
    {
        foreach (var sent in _sent.Where(sent => sent.IsLate))
            sent.IsLost = true;
    }

    private void Write(Sent sent)
    {
        if (!_sent.Remove(sent) || sent.IsLost)
            return;
        var written = Inner.Append(sent.Frames);
        sent.Outcome = written.GetAwaiter().GetResult();
    }

    private void Later(long ticks, Action happening) => _cluster.World.After(ticks, _host, happening);

    private long Ticks() => _chance.Around(_cluster.Database.Latency.Ticks);

    private sealed class Sent(IReadOnlyList<Frame> frames)
    {
        public IReadOnlyList<Frame> Frames { get; } = frames;

        public TaskCompletionSource<BatchOutcome> Source { get; } = new();

        public BatchOutcome? Outcome { get; set; }

        public bool IsLost { get; set; }

        /// <summary>Its statement runs on after its connection is gone.</summary>
        public bool IsLate { get; set; }
    }
}
