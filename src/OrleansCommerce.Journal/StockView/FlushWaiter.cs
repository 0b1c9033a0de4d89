namespace OrleansCommerce.Journal;

/// <summary>Someone who waits until the changes up to a certain one are written.</summary>
internal sealed class FlushWaiter
{
    private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;

    public FlushWaiter(long change, TimeProvider time, TimeSpan limit)
    {
        Change = change;
        _timer = time.CreateTimer(_ => GiveUp(), null, limit, Timeout.InfiniteTimeSpan);
    }

    public long Change { get; }

    public Task Task => _source.Task;

    public bool HasEnded => _source.Task.IsCompleted;

    public void Complete()
    {
        _timer.Dispose();
        _source.TrySetResult();
    }

    private void GiveUp() =>
        _source.TrySetException(new JournalUnavailableException("The view could not be written in time.", mayBeWritten: true));
}
