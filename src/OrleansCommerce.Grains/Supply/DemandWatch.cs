using System.Collections.Concurrent;
using Orleans;
using Orleans.Streams;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Grains.Supply;

/// <summary>
/// Listens to the stock of the SKUs that somebody waits for, and remembers which of them have changed. The streams are the fast path and
/// may lose: the sweep looks at each of these SKUs by itself, only later.
/// </summary>
public sealed class DemandWatch(IClusterClient client, StockWatch stock)
{
    /// <summary>SKUs listened to at one time; those beyond it are left to the sweep.</summary>
    public const int SkusMax = 10_000;

    private readonly SortedDictionary<string, StreamSubscriptionHandle<StockChanged>> _subscriptions = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _changed = new();
    private readonly ConcurrentDictionary<string, bool> _isQueued = new(StringComparer.Ordinal);

    /// <summary>Listens to these SKUs, and to no others. Not to be called while it runs.</summary>
    public async Task Follow(IReadOnlyList<string> skus)
    {
        stock.Queues.Learn(skus);
        var wanted = skus.Take(SkusMax).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _subscriptions.Keys.Where(sku => !wanted.Contains(sku)).ToList())
        {
            _subscriptions.Remove(gone, out var subscription);
            stock.Remove(StockStreams.BySku, gone);
            await subscription!.UnsubscribeAsync();
        }

        var provider = client.GetStreamProvider(StockStreams.Provider);
        foreach (var sku in skus.Take(SkusMax).Where(sku => !_subscriptions.ContainsKey(sku)))
        {
            stock.Add(StockStreams.BySku, sku);
            _subscriptions[sku] = await StockStreams.Sku(provider, sku).SubscribeAsync((changed, _) =>
            {
                Again(changed.Key.Sku);
                return Task.CompletedTask;
            });
            Again(sku);
        }
    }

    /// <summary>SKUs that have changed, each once, and at most so many; the others come with the next call.</summary>
    public IReadOnlyList<string> TakeChanged(int limit)
    {
        var taken = new List<string>();
        while (taken.Count < limit && _changed.TryDequeue(out var sku))
        {
            // Forgotten before it is looked at: what changes during the look is looked at again.
            _isQueued.TryRemove(sku, out _);
            taken.Add(sku);
        }

        return taken;
    }

    /// <summary>This SKU was taken and could not be looked at yet.</summary>
    public void Again(string sku)
    {
        if (_isQueued.TryAdd(sku, true))
        {
            _changed.Enqueue(sku);
        }
    }
}
