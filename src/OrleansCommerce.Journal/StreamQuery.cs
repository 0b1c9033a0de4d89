namespace OrleansCommerce.Journal;

/// <summary>What to read of a stream.</summary>
/// <param name="AfterVersion">
/// Null: the newest snapshot and the records after it. Otherwise the records after this version, without a snapshot.
/// </param>
public readonly record struct StreamQuery(string Stream, long? AfterVersion = null);
