namespace OrleansCommerce.Journal;

/// <summary>A snapshot to be stored for a stream.</summary>
public readonly record struct StreamSnapshot(string Stream, Snapshot Snapshot);
