namespace OrleansCommerce.Journal;

/// <summary>
/// An append that has not ended. Its task is awaited directly by the caller only, so that the continuation runs on the caller's
/// scheduler.
/// </summary>
internal sealed class PendingAppend(StreamWriter writer, long firstVersion, IReadOnlyList<JournalRecord> records, int bytes, long deadline)
    : TaskCompletionSource<AppendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public StreamWriter Writer { get; } = writer;

    public long FirstVersion { get; } = firstVersion;

    public IReadOnlyList<JournalRecord> Records { get; } = records;

    /// <summary>The size of the bodies.</summary>
    public int Bytes { get; } = bytes;

    /// <summary>The timestamp at which the caller is told how it ended, whatever the storage does.</summary>
    public long Deadline { get; } = deadline;

    /// <summary>The next one that waits; used by the queue alone.</summary>
    public PendingAppend? Next { get; set; }

    public bool HasEnded => Task.IsCompleted;

    /// <summary>Whether this is the first end; called under the lock of the group commit.</summary>
    public bool TryEnd(AppendOutcome outcome) => TrySetResult(outcome);

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
