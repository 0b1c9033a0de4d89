namespace OrleansCommerce.Journal;

/// <summary>What compaction may find in a stream.</summary>
/// <param name="Version">Of the snapshot.</param>
/// <param name="CoversARow">Whether it covers a frame that is a row of its own.</param>
internal readonly record struct SnapshotCover(string Stream, long Version, bool CoversARow);
