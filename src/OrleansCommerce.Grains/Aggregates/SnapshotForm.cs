using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>How an aggregate's state is stored, for those whose streams grow without an end.</summary>
/// <param name="parts">How many parts the state has now. A snapshot is taken when more events than that have followed the last one.</param>
/// <param name="take">Copies the state at once; what it returns encodes that copy, later and on another thread.</param>
/// <param name="restore">Reads what was encoded. Throws <see cref="JournalFormatException"/> for what this version does not know.</param>
public sealed class SnapshotForm<TState>(
    Func<TState, int> parts, Func<TState, Func<ReadOnlyMemory<byte>>> take, Func<Snapshot, TState> restore)
{
    public int Parts(TState state) => parts(state);

    public Func<ReadOnlyMemory<byte>> Take(TState state) => take(state);

    public TState Restore(Snapshot snapshot) => restore(snapshot);
}

/// <summary>The form where the last record says it all, and what came before it may have been removed (<see cref="LastWord"/>).</summary>
public static class LastWordForm
{
    /// <summary>No snapshot is ever taken by the owner; compaction writes the one there is, and the record behind it is applied to a new state.</summary>
    public static SnapshotForm<TState> Of<TState>(Func<TState> newState)
        where TState : class => new(
        _ => int.MaxValue,
        _ => throw new InvalidOperationException("Nobody asks for the snapshot of a stream whose last record says it all."),
        snapshot => snapshot.Body.Span.SequenceEqual(LastWord.NoContent.Span)
            ? newState()
            : throw new JournalFormatException("A snapshot that was to have no content has some; this program does not know its format."));
}

/// <summary>A state as it was after the event of this version, still to be encoded.</summary>
public readonly record struct SnapshotTaken(long Version, Func<ReadOnlyMemory<byte>> Encode);
