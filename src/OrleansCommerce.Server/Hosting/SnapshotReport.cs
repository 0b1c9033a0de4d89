using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Server.Hosting;

/// <summary>
/// Says when snapshots could not be written. Nothing is lost with one, but where none is ever written, loads take longer and longer, and
/// compaction finds nothing that it may remove.
/// </summary>
public sealed partial class SnapshotReport(SnapshotWriter snapshots, ILogger<SnapshotReport> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period);
        for (var before = 0L; await timer.WaitForNextTickAsync(stoppingToken);)
        {
            before = Look(before);
        }
    }

    /// <summary>Says what was dropped since a look that had counted <paramref name="before"/>.</summary>
    public long Look(long before)
    {
        var dropped = snapshots.Dropped;
        if (dropped > before)
        {
            LogDropped(snapshots.LastFailure, dropped - before, dropped, snapshots.Written);
        }

        return dropped;
    }

    [LoggerMessage(LogLevel.Warning, "{Count} snapshots were not written lately, {All} of them since the start, beside {Written} that were; the next of each stream takes its place.")]
    private partial void LogDropped(Exception? e, long count, long all, long written);
}
