using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply.Indexes;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Demo;

namespace OrleansCommerce.Server.Hosting;

/// <summary>
/// Starts the engine before the first request is taken: the journal is opened, before anything else starts that would have to be stopped
/// again if it must not be used, and what the view may have missed before the last end is folded anew behind the running server. Keeps
/// the sweep over due holds going until the end.
/// </summary>
internal sealed partial class EngineHost(
    IJournal journal, StockViewWriter view, StockWatch watch, IGrainFactory grains, ExpirySweep sweep, CapacitySweep capacitySweep, StockRefold refold, DemoLoader demo,
    Readiness readiness, ILogger<EngineHost> log) : IHostedLifecycleService, IDisposable
{
    private const int RefoldsAtOnce = 512;

    private static readonly TimeSpan TendPeriod = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private IReadOnlyList<string> _missed = [];
    private Task _work = Task.CompletedTask;

    public async Task StartingAsync(CancellationToken cancellationToken) => _missed = await Open(cancellationToken);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await LearnQueues();
        readiness.EngineStarted();
        _work = Task.WhenAll(
            Guard("sweep", () => SweepForEver(() => sweep.Once(SweepCalls.Patience), _stopping.Token)),
            Guard("capacity sweep", () => SweepForEver(() => capacitySweep.Once(SweepCalls.Patience), _stopping.Token)),
            Guard("view", () => view.IsShared ? TendForEver(_missed, _stopping.Token) : Refold(_missed, _stopping.Token)),
            Guard("demo", () => demo.Run(_stopping.Token)));
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _work.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Before the first receipt may come: what arrives for those who wait is theirs.</summary>
    private async Task LearnQueues()
    {
        try
        {
            watch.Queues.Learn(await WorkIndex.ReadAll(grains, WorkIndex.Demand));
        }
        catch (RetriableException e)
        {
            throw new JournalStartException(e.Message, e);
        }
    }

    private async Task<IReadOnlyList<string>> Open(CancellationToken cancellation)
    {
        await journal.Start(cancellation);
        try
        {
            return await view.Start(journal);
        }
        catch (JournalUnavailableException e)
        {
            throw new JournalStartException(e.Message, e);
        }
    }

    /// <summary>Each sweep has a loop of its own, so that what one waits for is not waited for by the other.</summary>
    private async Task SweepForEver(Func<Task<int>> look, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(ExpirySweep.Period);
        for (var isWaiting = false; await timer.WaitForNextTickAsync(stopping);)
        {
            try
            {
                await look();
                if (isWaiting)
                {
                    LogSweepGoesOn();
                }

                isWaiting = false;
            }
            catch (JournalUnavailableException e)
            {
                // Said once per outage, not with every look.
                if (!isWaiting)
                {
                    LogSweepWaits(e.Message);
                }

                isWaiting = true;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                // One that fails for a reason of its own must not keep the others from being swept the next time.
                LogSweepFailed(e);
            }
        }
    }

    /// <summary>
    /// Loading an item reports its row to the view where that may be missing. What cannot be loaded now is not waited for: the sweep
    /// has items loaded whose rows nobody has reported for a while.
    /// </summary>
    private async Task Refold(IReadOnlyList<string> streams, CancellationToken stopping)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = RefoldsAtOnce, CancellationToken = stopping };
        await Parallel.ForEachAsync(streams, options, async (stream, _) =>
        {
            try
            {
                await grains.GetGrain<IStockGrain>(stream[StockStreams.JournalPrefix.Length..]).Read();
            }
            catch (Exception e) when (RetriableException.Covers(e))
            {
                LogLeftToTheSweep(stream, e.Message);
            }
        });
    }

    /// <summary>What this process, or another one that has ended, left unwritten is folded again, as long as the server runs.</summary>
    private async Task TendForEver(IReadOnlyList<string> left, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TendPeriod);
        do
        {
            try
            {
                await refold.Fold(left);
                left = await view.Tend(journal);
                await refold.Fold(left);
                left = [];
            }
            catch (JournalUnavailableException e)
            {
                // What is left is folded by the sweep, if not with the next look.
                LogTendWaits(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
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

    [LoggerMessage(LogLevel.Warning, "The journal does not answer, and the sweep over due holds waits for it: {Reason}")]
    private partial void LogSweepWaits(string reason);

    [LoggerMessage(LogLevel.Information, "The journal answers again.")]
    private partial void LogSweepGoesOn();

    [LoggerMessage(LogLevel.Error, "A sweep was interrupted.")]
    private partial void LogSweepFailed(Exception e);

    [LoggerMessage(LogLevel.Debug, "The view is not tended: {Reason}")]
    private partial void LogTendWaits(string reason);

    [LoggerMessage(LogLevel.Debug, "{Stream} could not be loaded yet: {Reason}")]
    private partial void LogLeftToTheSweep(string stream, string reason);

    [LoggerMessage(LogLevel.Debug, "{What} stopped.")]
    private partial void LogStopped(string what);

    [LoggerMessage(LogLevel.Critical, "{What} ended, which it must not before the server does.")]
    private partial void LogFailed(Exception e, string what);
}
