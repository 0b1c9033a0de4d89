namespace OrleansCommerce.Journal;

/// <summary>A load that has not ended.</summary>
internal sealed class PendingLoad(StreamWriter writer, long deadline)
{
    private readonly TaskCompletionSource<LoadedStream> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamWriter Writer { get; } = writer;

    public long Deadline { get; } = deadline;

    public Task<LoadedStream> Task => _source.Task;

    public bool HasEnded => _source.Task.IsCompleted;

    public void TryComplete(LoadedStream loaded) => _source.TrySetResult(loaded);

    public bool TryFail(JournalUnavailableException cause) => _source.TrySetException(cause);
}
