using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Hosting;

/// <summary>Keeps the sweep over open orders going until the server ends.</summary>
internal sealed partial class OrderHost(OrderSweep sweep, Readiness readiness, ILogger<OrderHost> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(OrderSweep.Period);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (readiness.IsEngineStarted)
            {
                await Sweep(stoppingToken);
            }
        }
    }

    private async Task Sweep(CancellationToken stopping)
    {
        try
        {
            var failed = await sweep.Once(SweepCalls.Patience);
            if (failed > 0)
            {
                LogSomeWait(failed);
            }
        }
        catch (Exception e) when (e is JournalUnavailableException || RetriableException.Covers(e))
        {
            LogWaits(e.Message);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // One that fails for a reason of its own must not keep the others from being looked at the next time.
            LogFailed(e);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Count} orders could not be tended; they are tried again.")]
    private partial void LogSomeWait(int count);

    [LoggerMessage(LogLevel.Debug, "The sweep over open orders waits: {Reason}")]
    private partial void LogWaits(string reason);

    [LoggerMessage(LogLevel.Warning, "The sweep over open orders was interrupted.")]
    private partial void LogFailed(Exception e);
}
