using System.Collections.Concurrent;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Availability;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Stock;

/// <summary>
/// Who wants to know: the view, always; a stream, only while somebody in this process watches it, since publishing to nobody costs a
/// fifth of the throughput.
/// </summary>
public sealed class StockWatch(StockViewWriter view)
{
    private const int LocationsMax = 65_536;

    private readonly ConcurrentDictionary<(string Namespace, string Key), int> _watchers = new();
    private readonly ConcurrentDictionary<string, string> _locations = new(StringComparer.Ordinal);
    private int _locationCount;

    public StockViewWriter View { get; } = view;

    /// <summary>
    /// Figures of SKUs that this process shows. They are told what is durable here before it is answered, so that whoever has just changed an
    /// item is promised nothing by what it was before; the stream, which takes its time, brings what other processes do.
    /// </summary>
    internal ConcurrentDictionary<string, SkuFigures> Shown { get; } = new(StringComparer.Ordinal);

    /// <summary>What orders wait for, and what has arrived for them.</summary>
    public StockQueues Queues { get; } = new();

    /// <summary>Items of which more is held than there is.</summary>
    public StockDeficits Deficits { get; } = new();

    /// <summary>The same key with a location id that all items of the location share: a million items are at some hundred locations.</summary>
    public StockKey Shared(StockKey key)
    {
        if (_locations.TryGetValue(key.LocationId, out var known))
        {
            return key with { LocationId = known };
        }

        if (Volatile.Read(ref _locationCount) < LocationsMax && _locations.TryAdd(key.LocationId, key.LocationId))
        {
            Interlocked.Increment(ref _locationCount);
        }

        return key;
    }

    /// <summary>Asked after each durable change, so it takes no lock; whether the dictionary is empty would take every one it has.</summary>
    public bool IsWatched(StockKey key) => IsWatched(StockStreams.ByLocation, key.LocationId) || IsWatched(StockStreams.BySku, key.Sku);

    public bool IsWatched(string streamNamespace, string key) => _watchers.ContainsKey((streamNamespace, key));

    /// <summary>True when this is the first watcher of the stream.</summary>
    public bool Add(string streamNamespace, string key) => _watchers.AddOrUpdate((streamNamespace, key), 1, (_, n) => n + 1) == 1;

    /// <summary>True when nobody watches the stream any more.</summary>
    public bool Remove(string streamNamespace, string key)
    {
        while (_watchers.TryGetValue((streamNamespace, key), out var n))
        {
            if (n > 1 ? _watchers.TryUpdate((streamNamespace, key), n - 1, n) : _watchers.TryRemove(new((streamNamespace, key), n)))
            {
                return n == 1;
            }
        }

        return false;
    }
}
