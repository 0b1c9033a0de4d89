using OrleansCommerce.Journal;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.GrainTests;

/// <summary>A process whose answers from the storage are held up on their way, as by a network or by standing still; others are not.</summary>
internal sealed class LateAnswers(IJournal journal) : JournalInFront(journal)
{
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _held;

    /// <summary>Ends when a batch is on disk whose answer is held up.</summary>
    public Task Written => _written.Task;

    public void HoldUp() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo() => _held?.TrySetResult();

    public override async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        var outcome = await Inner.Append(frames);
        if (_held is { } held)
        {
            _written.TrySetResult();
            await held.Task;
        }

        return outcome;
    }
}
