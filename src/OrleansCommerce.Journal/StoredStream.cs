namespace OrleansCommerce.Journal;

/// <summary>A stream as it was found.</summary>
/// <param name="Records">The records asked for, in order.</param>
/// <param name="Version">The version of the last record of the stream, 0 for a stream without records.</param>
/// <param name="Position">The place in the feed of that last record, 0 for a stream without records.</param>
public sealed record StoredStream(
    string Stream,
    Snapshot? Snapshot,
    IReadOnlyList<StoredRecord> Records,
    long Version,
    long Position);
