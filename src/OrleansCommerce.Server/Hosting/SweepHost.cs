using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Hosting;

/// <summary>Keeps a sweep going until the server ends.</summary>
/// <param name="name">Over what it goes, for the log.</param>
/// <param name="look">One look; it answers how many could not be reached.</param>
internal sealed partial class SweepHost(string name, TimeSpan period, Func<Task<int>> look, Readiness readiness, ILogger<SweepHost> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (readiness.IsEngineStarted)
            {
                await Look(stoppingToken);
            }
        }
    }

    private async Task Look(CancellationToken stopping)
    {
        try
        {
            var failed = await look();
            if (failed > 0)
            {
                LogSomeWait(failed, name);
            }
        }
        catch (Exception e) when (e is JournalUnavailableException || RetriableException.Covers(e))
        {
            LogWaits(name, e.Message);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // One that fails for a reason of its own must not keep the others from being looked at the next time.
            LogFailed(e, name);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Count} of {Name} could not be reached; they are tried again.")]
    private partial void LogSomeWait(int count, string name);

    [LoggerMessage(LogLevel.Debug, "The sweep over {Name} waits: {Reason}")]
    private partial void LogWaits(string name, string reason);

    [LoggerMessage(LogLevel.Warning, "The sweep over {Name} was interrupted.")]
    private partial void LogFailed(Exception e, string name);
}
