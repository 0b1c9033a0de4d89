using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>One append in flight: what became of it, what is to be answered then, and a snapshot to keep once it is durable.</summary>
internal readonly record struct Appended<TAnswer>(Task<AppendOutcome> Outcome, TAnswer Answer, SnapshotTaken? Snapshot);
