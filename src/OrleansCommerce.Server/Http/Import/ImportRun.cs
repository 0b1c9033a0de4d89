using Orleans;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply.Inbound;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Stock;

namespace OrleansCommerce.Server.Http.Import;

/// <summary>
/// Applies movements, many at once but those of one item one after the other, in the order of their lines. Where the engine is busy, a
/// line waits and is sent again: its movement id makes that safe.
/// </summary>
internal sealed class ImportRun(
    IGrainFactory grains, GroupCommit commit, EngineClock clock, Origin origin, Action<ImportOutcome> tell, CancellationToken cancellation) : IDisposable
{
    /// <summary>Movements under way at one time; the body is read no faster than they end.</summary>
    public const int InFlightMax = 512;

    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(1);

    /// <summary>For how long one line is tried again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _slots = new(InFlightMax);
    private readonly Lock _lock = new();
    private readonly Dictionary<StockKey, Task> _tails = [];

    /// <summary>Ends when there is room for the movement, not when it is applied.</summary>
    public async Task Add(long line, StockKey key, Move move)
    {
        await _slots.WaitAsync(cancellation);
        await Room();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? before;
        lock (_lock)
        {
            before = _tails.GetValueOrDefault(key);
            _tails[key] = done.Task;
        }

        _ = Process(line, key, move, before, done);
    }

    /// <summary>Ends when everything that was added has ended.</summary>
    public async Task Finish()
    {
        for (var i = 0; i < InFlightMax; i++)
        {
            // Each of them ends within its patience, so this does, too; and what is under way when the client goes is not abandoned.
            await _slots.WaitAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _slots.Dispose();

    // An import must not fill what reservations need: they would be refused while it runs, and until the view has caught up with it.
    private async Task Room()
    {
        for (var start = clock.Provider.GetTimestamp(); !commit.Admits(Admission.Bulk) && clock.Provider.GetElapsedTime(start) < Patience;)
        {
            await Task.Delay(PauseFirst, clock.Provider, cancellation);
        }
    }

    private async Task Process(long line, StockKey key, Move move, Task? before, TaskCompletionSource done)
    {
        if (before is not null)
        {
            await before;
        }

        var (answer, problem) = await Apply(key, move);
        tell(new(line, key, move, answer, problem));
        lock (_lock)
        {
            if (_tails.GetValueOrDefault(key) == done.Task)
            {
                _tails.Remove(key);
            }
        }

        done.SetResult();
        _slots.Release();
    }

    private async Task<(StockAnswer? Answer, Problem? Problem)> Apply(StockKey key, Move move)
    {
        var start = clock.Provider.GetTimestamp();
        for (var pause = PauseFirst; ; pause = pause * 2 < PauseMax ? pause * 2 : PauseMax)
        {
            try
            {
                var answer = await grains.GetGrain<IStockGrain>(key.ToString()).Execute(move, origin);
                if (answer.Refusal is { } refusal)
                {
                    return (answer, StockProblems.Of(key, refusal, answer.Figures));
                }

                await InboundArrivals.Tell(grains, key, move, answer, origin);
                return (answer, null);
            }
            catch (Exception e) when (RetriableException.Covers(e))
            {
                if (cancellation.IsCancellationRequested || clock.Provider.GetElapsedTime(start) > Patience)
                {
                    return (null, Problem.Of(ProblemKinds.Retry));
                }
            }
            catch (Exception)
            {
                // One line must not end the import, nor leave the others waiting for it.
                return (null, Problem.Of(ProblemKinds.Internal));
            }

            await Task.Delay(pause, clock.Provider, CancellationToken.None);
        }
    }
}

/// <summary>What became of one line. Told on any thread.</summary>
/// <param name="Answer">Null where nothing is known of it.</param>
/// <param name="Problem">Null where it was accepted.</param>
internal readonly record struct ImportOutcome(long Line, StockKey Key, Move Move, StockAnswer? Answer, Problem? Problem);
