namespace OrleansCommerce.Journal;

/// <summary>A piece of the feed, in whole frames.</summary>
/// <param name="Position">Everything at or below it has been delivered: where to go on. Unchanged when there is nothing new.</param>
public sealed record FeedPage(IReadOnlyList<StoredRecord> Records, long Position);
