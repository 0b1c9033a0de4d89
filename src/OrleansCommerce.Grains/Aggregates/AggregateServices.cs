using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>What every aggregate needs of its host. The clock is the engine's own, not the runtime's.</summary>
/// <param name="heads">Where other processes write to the journal as well; a process that owns it alone needs none.</param>
public sealed class AggregateServices(
    GroupCommit commit, IJournal journal, EngineClock clock, SnapshotWriter snapshots, HeadChecks? heads = null)
{
    public GroupCommit Commit { get; } = commit;
    public IJournal Journal { get; } = journal;
    public EngineClock Clock { get; } = clock;
    public SnapshotWriter Snapshots { get; } = snapshots;
    public HeadChecks? Heads { get; } = heads;
}

/// <summary>The time by which the engine decides: one source, so that tests and the simulation can be its only driver.</summary>
public sealed class EngineClock(TimeProvider time)
{
    private long _lastMark;

    public TimeProvider Provider { get; } = time;

    /// <summary>UTC, in whole milliseconds: what is stored and answered is then the same on every journal.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var ticks = Provider.GetUtcNow().UtcTicks;
            return new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        }
    }

    /// <summary>
    /// The time in ticks, and above every mark that this process has had: for what has to be told apart though it comes in the same
    /// millisecond, from one activation or the next, such as the tries of one basket.
    /// </summary>
    public long NextMark()
    {
        while (true)
        {
            var last = Volatile.Read(ref _lastMark);
            var next = Math.Max(last + 1, Now.UtcTicks);
            if (Interlocked.CompareExchange(ref _lastMark, next, last) == last)
            {
                return next;
            }
        }
    }
}
