namespace OrleansCommerce.Journal;

/// <summary>
/// The one writer of a process: takes whatever waits, writes it in one batch, completes every waiter. One batch is in flight at a
/// time, so a stream that is appended to faster than the storage answers costs one row per batch.
/// </summary>
public sealed class GroupCommit : IAsyncDisposable
{
    /// <param name="progress">Told of every durable frame, where a view is written behind the journal.</param>
    public GroupCommit(
        IJournal journal,
        GroupCommitOptions options,
        TimeProvider time,
        TaskScheduler scheduler,
        ViewProgress? progress = null) => throw new NotImplementedException();

    /// <summary>Whether there is room for more work of this kind; asked before anything is decided. A soft bound.</summary>
    public bool Admits(Admission admission) => throw new NotImplementedException();

    /// <summary>
    /// Loads a stream and registers a new writer for it: what an older writer of the stream has queued or appends later is refused for
    /// ever. Waits for a batch in flight that holds the stream.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The storage did not answer within the bound, or too many loads wait.</exception>
    public Task<LoadedStream> Load(string stream) => throw new NotImplementedException();

    /// <summary>
    /// Appends records. Appends of one writer complete in their order; each ends within <see cref="GroupCommitOptions.AppendLimit"/>.
    /// </summary>
    /// <param name="expectedVersion">The version that the writer's last append, or its load, ended at.</param>
    /// <exception cref="ArgumentException">
    /// There are no records, they repeat a command id, or <paramref name="expectedVersion"/> does not continue this writer.
    /// </exception>
    public Task<AppendOutcome> Append(StreamWriter writer, long expectedVersion, IReadOnlyList<JournalRecord> records) =>
        throw new NotImplementedException();

    /// <summary>Gives the stream up, when its activation goes; what it has queued is still written.</summary>
    public void Release(StreamWriter writer) => throw new NotImplementedException();

    /// <summary>Takes no more, writes what waits, and ends.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
