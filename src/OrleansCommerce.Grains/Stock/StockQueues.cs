using System.Collections.Concurrent;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Grains.Stock;

/// <summary>
/// Which SKUs orders wait for, so that only their receipts ask for how many; and what has arrived for them where, so that routing promises
/// it to nobody else. The queues' owners in this process say so themselves; of those in other processes the sweep reads it once a second.
/// </summary>
public sealed class StockQueues
{
    private readonly ConcurrentDictionary<string, bool> _skus = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<StockKey, long> _earmarks = new();

    // Beside it, since each durable change of an item asks: the dictionary takes all its locks to say that it is empty.
    private int _count;

    /// <summary>Of these SKUs somebody may wait for stock.</summary>
    public void Learn(IEnumerable<string> skus)
    {
        foreach (var sku in skus)
        {
            Begin(sku);
        }
    }

    internal bool MayWait(string sku) => _skus.ContainsKey(sku);

    /// <summary>Before anybody is in the queue.</summary>
    internal void Begin(string sku) => _skus.TryAdd(sku, true);

    internal void End(string sku) => _skus.TryRemove(sku, out _);

    internal void Earmark(StockKey item, long units)
    {
        if (units > 0)
        {
            if (_earmarks.TryAdd(item, units))
            {
                Interlocked.Increment(ref _count);
            }

            _earmarks[item] = units;
        }
        else if (Volatile.Read(ref _count) > 0 && _earmarks.TryRemove(item, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>By location.</summary>
    internal IReadOnlyList<(string LocationId, long Units)> Earmarks(string sku) => Volatile.Read(ref _count) == 0
        ? []
        : [.. _earmarks.Where(entry => entry.Key.Sku == sku).Select(entry => (entry.Key.LocationId, entry.Value)).OrderBy(entry => entry.LocationId, StringComparer.Ordinal)];
}
