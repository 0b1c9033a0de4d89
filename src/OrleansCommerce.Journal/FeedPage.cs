namespace OrleansCommerce.Journal;

/// <summary>A piece of the feed, in whole frames.</summary>
/// <param name="Position">Everything at or below it has been delivered: where to go on. Unchanged when there is nothing new.</param>
/// <param name="CompactedThrough">
/// The highest position whose frame compaction has removed. Whoever asked for what follows a lower position has not got everything, and
/// has to start over: from the snapshots and what follows each, as <see cref="IJournal.Read"/> gives them, and then on from the position
/// that was the head before that reading.
/// </param>
public sealed record FeedPage(IReadOnlyList<StoredRecord> Records, long Position, long CompactedThrough = 0);
