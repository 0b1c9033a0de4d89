using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Supply.Indexes;

/// <summary>Somebody has work that must not be forgotten, or has none any more. The <see cref="Mark"/> says when, in numbers that only grow.</summary>
public abstract record IndexCommand(string Id, long Mark);

public sealed record AddEntry(string Id, long Mark) : IndexCommand(Id, Mark);

public sealed record RemoveEntry(string Id, long Mark) : IndexCommand(Id, Mark);

public abstract record IndexEvent(DateTimeOffset At, string Id);

public sealed record EntryAdded(DateTimeOffset At, string Id, long Mark) : IndexEvent(At, Id);

public sealed record EntryRemoved(DateTimeOffset At, string Id) : IndexEvent(At, Id);

/// <summary>Who has work, each with the mark under which it said so last.</summary>
public sealed class IndexState
{
    private readonly SortedDictionary<string, long> _entries = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Entries => _entries;

    public static IndexState From(IEnumerable<KeyValuePair<string, long>> entries)
    {
        var state = new IndexState();
        foreach (var (id, mark) in entries)
        {
            state._entries[id] = mark;
        }

        return state;
    }

    /// <summary>
    /// What a command comes to. News may arrive late: a removal under a lower mark than the entry's is older than the entry, and is ignored.
    /// One that comes too late to be removed is only looked at in vain.
    /// </summary>
    public ImmutableArray<IndexEvent> Decide(IndexCommand command, DateTimeOffset now) => command switch
    {
        AddEntry c => _entries.TryGetValue(c.Id, out var known) && known >= c.Mark ? [] : [new EntryAdded(now, c.Id, c.Mark)],
        RemoveEntry c => _entries.TryGetValue(c.Id, out var known) && known <= c.Mark ? [new EntryRemoved(now, c.Id)] : [],
        _ => throw new InvalidOperationException($"An index does not know the command {command.GetType().Name}."),
    };

    /// <summary>Makes it so. Never refuses; an event it does not know is a bug and throws.</summary>
    public void Apply(IndexEvent happened)
    {
        switch (happened)
        {
            case EntryAdded e: _entries[e.Id] = e.Mark; break;
            case EntryRemoved e: _entries.Remove(e.Id); break;
            default: throw new InvalidOperationException($"An index does not know the event {happened.GetType().Name}.");
        }
    }
}
