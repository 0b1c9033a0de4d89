namespace OrleansCommerce.Journal;

/// <summary>The state of a stream after the record with this version, in the form its grain wrote it.</summary>
public sealed record Snapshot(long Version, ReadOnlyMemory<byte> Body);
