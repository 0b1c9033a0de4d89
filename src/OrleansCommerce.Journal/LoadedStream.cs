namespace OrleansCommerce.Journal;

/// <summary>A stream as it was loaded, and the right to append to it.</summary>
/// <param name="Snapshot">The newest snapshot, if there is one.</param>
/// <param name="Records">The records after the snapshot, in order.</param>
/// <param name="Version">The version of the last record, 0 for a stream without records.</param>
/// <param name="Position">The place in the feed of that last record, 0 for a stream without records.</param>
public sealed record LoadedStream(
    StreamWriter Writer,
    Snapshot? Snapshot,
    IReadOnlyList<StoredRecord> Records,
    long Version,
    long Position);
