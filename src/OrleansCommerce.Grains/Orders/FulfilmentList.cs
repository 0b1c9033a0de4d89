using System.Collections.Immutable;
using OrleansCommerce.Domain.Orders;

namespace OrleansCommerce.Grains.Orders;

/// <summary>The fulfilments of one location as their orders have told it.</summary>
public sealed class FulfilmentList
{
    /// <summary>Those at their end that are kept; older ones are found with their orders.</summary>
    public const int EndedMax = 1_000;

    private readonly Dictionary<string, FulfilmentFigures> _byId = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _order = new();
    private readonly Dictionary<string, LinkedListNode<string>> _places = new(StringComparer.Ordinal);
    private readonly Queue<string> _ended = new();

    public int Count => _byId.Count;

    /// <summary>How often something was put into this list; a copy begins anew.</summary>
    public long Changes { get; private set; }

    /// <summary>In the order in which they came, so that a copy goes on as this does.</summary>
    internal IEnumerable<FulfilmentFigures> ByAge => _order.Select(id => _byId[id]);

    internal static FulfilmentList From(ImmutableArray<FulfilmentFigures> fulfilments)
    {
        var list = new FulfilmentList();
        foreach (var fulfilment in fulfilments)
        {
            list.Put(fulfilment);
        }

        return list;
    }

    /// <summary>Whether this is newer than what is shown of it, and says something else.</summary>
    public bool IsNews(FulfilmentFigures shown) => !_byId.TryGetValue(shown.FulfilmentId, out var known)
        || (shown.OrderVersion > known.OrderVersion && (shown.State != known.State || !shown.Lines.SequenceEqual(known.Lines)));

    public void Put(FulfilmentFigures shown)
    {
        Changes++;
        var wasActive = !_byId.TryGetValue(shown.FulfilmentId, out var known) || known.IsActive;
        if (known is null)
        {
            _places.Add(shown.FulfilmentId, _order.AddLast(shown.FulfilmentId));
        }

        _byId[shown.FulfilmentId] = shown;
        if (shown.IsActive || !wasActive)
        {
            return;
        }

        _ended.Enqueue(shown.FulfilmentId);
        if (_ended.Count > EndedMax)
        {
            var oldest = _ended.Dequeue();
            _byId.Remove(oldest);
            _places.Remove(oldest, out var place);
            _order.Remove(place!);
        }
    }

    public ImmutableArray<FulfilmentFigures> Page(FulfilmentState? state, string? after, int limit)
    {
        var all = ByAge.Where(f => f.IsActive).Concat(ByAge.Where(f => !f.IsActive).Reverse()).Where(f => state is null || f.State == state).ToList();
        var start = after is null ? 0 : all.FindIndex(f => f.FulfilmentId == after) + 1;
        return [.. all.Skip(start).Take(limit)];
    }

    public ImmutableArray<StateCount> Counts() =>
        [.. _byId.Values.GroupBy(f => f.State).OrderBy(group => group.Key).Select(group => new StateCount(group.Key, group.Count()))];
}
