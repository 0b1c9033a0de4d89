using OrleansCommerce.Journal;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.GrainTests;

/// <summary>A process whose batches do not reach the storage for a while; others' do.</summary>
/// <param name="isStarted">Whether the other process has started the storage, which is one object for both.</param>
internal sealed class HeldBack(IJournal journal, bool isStarted) : JournalInFront(journal)
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _held;

    /// <summary>Ends when a batch is held back.</summary>
    public Task Arrived => _arrived.Task;

    public void HoldBack() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo() => _held?.TrySetResult();

    public override async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        if (_held is { } held)
        {
            _arrived.TrySetResult();
            await held.Task;
        }

        return await Inner.Append(frames);
    }

    public override Task Start(CancellationToken cancellation) => isStarted ? Task.CompletedTask : base.Start(cancellation);

    /// <summary>The storage belongs to somebody else as well.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
