using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Silos;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Storage;

/// <summary>The one database behind all silos. It outlives each of them, and every frame that becomes durable is witnessed.</summary>
public sealed class Database
{
    private readonly Cluster _cluster;

    public Database(Cluster cluster, Chance chance)
    {
        _cluster = cluster;
        Predecessors = new Predecessors(cluster.World);
        Memory = new MemoryJournal(new HostClock(cluster.World, cluster.World.Outside, chance.Apart("database")));
        Store = cluster.Plant.Store(new Recorder(Memory, cluster, Predecessors), cluster.World);
    }

    /// <summary>What is really there, for checks.</summary>
    public MemoryJournal Memory { get; }

    public Predecessors Predecessors { get; }

    /// <summary>What silos reach.</summary>
    public IJournal Store { get; }

    /// <summary>How far the view shows what each process has written, where there are several.</summary>
    public SharedProgress Shared { get; } = new();

    /// <summary>Answers nothing but errors.</summary>
    public bool IsOut { get; set; }

    /// <summary>How many times as long as usual it takes.</summary>
    public int Slowness { get; set; } = 1;

    public TimeSpan Latency => _cluster.Scenario.StorageLatency * Slowness;

    private sealed class Recorder(MemoryJournal memory, Cluster cluster, Predecessors predecessors) : JournalDecorator(memory)
    {
        public override async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
        {
            var outcome = await Inner.Append(frames);
            for (var i = 0; i < frames.Count; i++)
            {
                var ended = outcome.Frames[i];
                cluster.World.Trace.Line(
                    cluster.World, $"database {frames[i].Stream} {frames[i].FirstVersion}..{frames[i].LastVersion} {ended.Status} at {ended.Position}");
                if (ended.Status is not AppendStatus.Durable)
                    continue;
                predecessors.Durable(frames[i]);
                for (var r = 0; r < frames[i].Records.Count; r++)
                    cluster.Witness.Committed(new StoredRecord(frames[i].Stream, frames[i].FirstVersion + r, ended.Position, frames[i].Records[r]));
            }

            return outcome;
        }
    }
}
