namespace OrleansCommerce.Journal;

/// <summary>What a group commit has done since it was made.</summary>
/// <param name="Batches">Batches that the storage has answered.</param>
/// <param name="Frames">Durable frames.</param>
/// <param name="Records">Durable records.</param>
/// <param name="Queued">Records that wait now.</param>
/// <param name="LastBatch">How long the last batch took.</param>
public readonly record struct GroupCommitStatistics(long Batches, long Frames, long Records, int Queued, TimeSpan LastBatch);
