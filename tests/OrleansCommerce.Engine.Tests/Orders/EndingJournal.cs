using OrleansCommerce.Journal;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.GrainTests.Orders;

/// <summary>From one batch on there is no journal for this process any more.</summary>
internal sealed class EndingJournal(MemoryJournal journal) : JournalInFront(journal)
{
    // They mostly wait: for what a process that ends gives itself, and for a silo to stop.
    private const int SideBySide = 4;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = int.MaxValue;
    private bool _isLastWritten;

    private bool HasEnded => _left <= 0;

    /// <summary>
    /// Tries the end of the process at the first batch, at the second and so on, until everything is written before it comes. Where starting
    /// a runtime takes seconds, at one batch in several.
    /// </summary>
    /// <param name="crashesAt">Whether the process ended with the batch of this number.</param>
    /// <returns>The last batch that ended it.</returns>
    public static async Task<int> AtEachBatch(Func<int, Task<bool>> crashesAt)
    {
        var last = 0;
        for (var first = 1; ; first += SideBySide * EngineRuntime.BatchesBetweenEnds)
        {
            var batches = Enumerable.Range(0, SideBySide).Select(i => first + (i * EngineRuntime.BatchesBetweenEnds)).ToArray();
            var crashed = await Task.WhenAll(batches.Select(crashesAt));
            last = batches.Where((_, i) => crashed[i]).Append(last).Max();
            if (!crashed.All(isCrash => isCrash))
            {
                return last;
            }
        }
    }

    /// <summary>Stores with five units each, and a process that ends with a batch of what it does then.</summary>
    /// <returns>False: it all was written before that batch came.</returns>
    public static async Task<bool> Crash(
        MemoryJournal journal, ShiftedTimeProvider clock, int batch, AppendFailure failure, Func<Engine, Task> act)
    {
        var ending = new EndingJournal(journal);
        await using var engine = await OrderChain.Start(ending, clock, ("s-1", 5), ("s-2", 5), ("s-3", 5));
        (ending._left, ending._isLastWritten) = (batch, failure is AppendFailure.UnknownWritten);
        var acting = act(engine);
        if (await Task.WhenAny(acting, ending._ended.Task) == acting && !ending.HasEnded)
        {
            await acting;
            return false;
        }

        // Whoever waits for this process waits for nothing.
        _ = acting.ContinueWith(gone => gone.Exception, TaskScheduler.Default);
        return true;
    }

    public override async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        _left--;
        if (_left > 0 || (_left == 0 && _isLastWritten))
        {
            var outcome = await base.Append(frames);
            if (_left > 0)
            {
                return outcome;
            }
        }

        _ended.TrySetResult();
        throw new JournalUnavailableException("The process ends here (a fault of the test).", mayBeWritten: _left == 0);
    }
}
