namespace OrleansCommerce.Journal;

/// <summary>An append that has not ended.</summary>
internal sealed class PendingAppend(StreamWriter writer, long firstVersion, IReadOnlyList<JournalRecord> records, int bytes, long deadline)
{
    // Awaited directly by the caller only, so that its continuation runs on the caller's scheduler.
    private readonly TaskCompletionSource<AppendOutcome> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamWriter Writer { get; } = writer;

    public long FirstVersion { get; } = firstVersion;

    public IReadOnlyList<JournalRecord> Records { get; } = records;

    /// <summary>The size of the bodies.</summary>
    public int Bytes { get; } = bytes;

    /// <summary>The timestamp at which the caller is told how it ended, whatever the storage does.</summary>
    public long Deadline { get; } = deadline;

    public Task<AppendOutcome> Task => _source.Task;

    public bool HasEnded => _source.Task.IsCompleted;

    /// <summary>Whether this is the first end; called under the lock of the group commit.</summary>
    public bool TryEnd(AppendOutcome outcome) => _source.TrySetResult(outcome);

    public bool Has(CommandId id)
    {
        foreach (var record in Records)
        {
            if (record.CommandId == id)
                return true;
        }
        return false;
    }
}
