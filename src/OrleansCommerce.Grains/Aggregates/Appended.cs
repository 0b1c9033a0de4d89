using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>One append in flight: what became of it, what is to be answered then, and a snapshot to keep once it is durable.</summary>
internal sealed class Appended<TAnswer>(Task<AppendOutcome> outcome, TAnswer answer, SnapshotTaken? snapshot)
{
    public Task<AppendOutcome> Outcome { get; } = outcome;

    public TAnswer Answer { get; } = answer;

    public SnapshotTaken? Snapshot { get; } = snapshot;

    public bool IsDurable => Outcome is { IsCompletedSuccessfully: true, Result.Status: AppendStatus.Durable };

    /// <summary>Used by <see cref="AppendsInFlight{TAnswer}"/> alone.</summary>
    internal Appended<TAnswer>? Next { get; set; }
}

/// <summary>
/// The appends of one activation that have not been told, in version order. A million items are active, and nearly always none of
/// their appends is under way: then this keeps nothing alive.
/// </summary>
internal struct AppendsInFlight<TAnswer>
{
    // Its successor is the oldest.
    private Appended<TAnswer>? _newest;

    public readonly Appended<TAnswer>? Newest => _newest;

    public readonly Appended<TAnswer>? Oldest => _newest?.Next;

    public void Add(Appended<TAnswer> append)
    {
        append.Next = _newest?.Next ?? append;
        if (_newest is not null)
        {
            _newest.Next = append;
        }

        _newest = append;
    }

    public void RemoveOldest()
    {
        var oldest = _newest!.Next!;
        if (ReferenceEquals(oldest, _newest))
        {
            _newest = null;
        }
        else
        {
            _newest.Next = oldest.Next;
        }

        oldest.Next = null;
    }

    public void Clear() => _newest = null;
}
