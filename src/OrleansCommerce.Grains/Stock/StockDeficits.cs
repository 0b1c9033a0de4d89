using System.Collections.Concurrent;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Grains.Stock;

/// <summary>Items that have just said that more is held than there is. Kept in memory: what is missing here the view shows.</summary>
public sealed class StockDeficits
{
    private readonly ConcurrentDictionary<StockKey, bool> _items = new();

    internal void Add(StockKey item) => _items[item] = true;

    /// <summary>In the order of their keys.</summary>
    internal IReadOnlyList<string> Take(int limit)
    {
        if (_items.IsEmpty)
        {
            return [];
        }

        List<string> taken = [.. _items.Keys.Order().Take(limit).Where(item => _items.TryRemove(item, out _)).Select(item => item.ToString())];
        return taken;
    }
}
