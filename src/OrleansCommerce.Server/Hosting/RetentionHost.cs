using OrleansCommerce.Grains;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Hosting;

/// <summary>
/// Removes what is older than <c>Retention:Days</c> from the journal, beside the requests, every <c>Retention:EveryMinutes</c> (60 where it
/// is not set). Without <c>Retention:Days</c> nothing is ever removed: the journal is the audit log, and whoever shortens it says so.
/// </summary>
internal sealed partial class RetentionHost(IJournal journal, EngineClock clock, Readiness readiness, IConfiguration configuration, ILogger<RetentionHost> log)
    : BackgroundService
{
    private const int DaysMax = 36_500;
    private const int MinutesMax = 44_640;

    private readonly TimeSpan _every = TimeSpan.FromMinutes(Setting(configuration, "EveryMinutes", MinutesMax) ?? 60);
    private readonly TimeSpan? _retention = Setting(configuration, "Days", DaysMax) is { } days ? TimeSpan.FromDays(days) : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_retention is not { } retention)
        {
            return;
        }

        var compaction = new JournalCompaction(journal, clock.Provider, new CompactionOptions { Retention = retention, LastWords = Retention.LastWords, Folds = Retention.Folds });
        using var timer = new PeriodicTimer(_every, clock.Provider);
        do
        {
            if (readiness.IsEngineStarted)
            {
                await Compact(compaction, stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Compact(JournalCompaction compaction, CancellationToken stopping)
    {
        try
        {
            LogCompacted(await compaction.Run(stopping));
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogFailed(e);
        }
    }

    private static int? Setting(IConfiguration configuration, string name, int max)
    {
        var key = $"Retention:{name}";
        return configuration.GetValue<int?>(key) switch
        {
            null or 0 when name == "Days" => null,
            null => null,
            >= 1 and var value when value <= max => value,
            var value => throw new JournalStartException($"{key} is {value}; it can be 1 to {max}."),
        };
    }

    [LoggerMessage(LogLevel.Information, "Compaction removed {Frames} frames from the journal.")]
    private partial void LogCompacted(long frames);

    [LoggerMessage(LogLevel.Warning, "Compaction was interrupted; what is left is removed the next time.")]
    private partial void LogFailed(Exception e);
}
