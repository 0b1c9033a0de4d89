using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Supply;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Hosting;

/// <summary>Keeps the sweep over those who wait for stock, and over interrupted transfers and counts, going until the server ends.</summary>
internal sealed partial class SupplyHost(SupplySweep sweep, Readiness readiness, ILogger<SupplyHost> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SupplySweep.Period);
        for (var period = 0L; await timer.WaitForNextTickAsync(stoppingToken);)
        {
            if (readiness.IsEngineStarted)
            {
                await Sweep(isRepair: period++ % SupplySweep.PeriodsPerRepair == 0, stoppingToken);
            }
        }
    }

    private async Task Sweep(bool isRepair, CancellationToken stopping)
    {
        try
        {
            var failed = await sweep.Look(SweepCalls.Patience);
            failed += isRepair ? await sweep.Repair(SweepCalls.Patience) : 0;
            if (failed > 0)
            {
                LogSomeWait(failed);
            }
        }
        catch (JournalUnavailableException e)
        {
            LogWaits(e.Message);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // One that fails for a reason of its own must not keep the others from being looked at the next time.
            LogFailed(e);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Count} of those who wait for stock, or of what was interrupted, could not be reached; they are tried again.")]
    private partial void LogSomeWait(int count);

    [LoggerMessage(LogLevel.Debug, "The sweep over those who wait for stock waits: {Reason}")]
    private partial void LogWaits(string reason);

    [LoggerMessage(LogLevel.Warning, "The sweep over those who wait for stock was interrupted.")]
    private partial void LogFailed(Exception e);
}
