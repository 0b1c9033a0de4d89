using Orleans;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Demo;

namespace OrleansCommerce.Server.Hosting;

/// <summary>
/// Starts the engine before the first request is taken: the journal is opened, and what the view may have missed before the last end is
/// folded anew behind the running server. Keeps the sweep over due holds going until the end.
/// </summary>
internal sealed partial class EngineHost(
    IJournal journal, StockViewWriter view, IGrainFactory grains, ExpirySweep sweep, DemoLoader demo, Readiness readiness,
    ILogger<EngineHost> log) : IHostedService, IDisposable
{
    private const int RefoldsAtOnce = 512;

    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await journal.Start(cancellationToken);
        var missed = await view.Start(journal);
        readiness.EngineStarted();
        _work = Task.WhenAll(
            Guard("sweep", () => SweepForEver(_stopping.Token)),
            Guard("view", () => Refold(missed, _stopping.Token)),
            Guard("demo", () => demo.Run(_stopping.Token)));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _work.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task SweepForEver(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(ExpirySweep.Period);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await sweep.Once();
            }
            catch (JournalUnavailableException e)
            {
                LogSweepWaits(e);
            }
        }
    }

    /// <summary>Loading an item reports its row to the view where that may be missing.</summary>
    private async Task Refold(IReadOnlyList<string> streams, CancellationToken stopping)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = RefoldsAtOnce, CancellationToken = stopping };
        await Parallel.ForEachAsync(streams, options, async (stream, _) =>
            await grains.GetGrain<IStockGrain>(stream[StockStreams.JournalPrefix.Length..]).Read());
    }

    /// <summary>Work beside the requests must not end unseen.</summary>
    private async Task Guard(string what, Func<Task> work)
    {
        try
        {
            await Task.Run(work, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            LogStopped(what);
        }
        catch (Exception e)
        {
            LogFailed(e, what);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The sweep over due holds waits for the journal.")]
    private partial void LogSweepWaits(Exception e);

    [LoggerMessage(LogLevel.Debug, "{What} stopped.")]
    private partial void LogStopped(string what);

    [LoggerMessage(LogLevel.Critical, "{What} ended, which it must not before the server does.")]
    private partial void LogFailed(Exception e, string what);
}
