using System.Collections.Concurrent;
using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Skus;

namespace OrleansCommerce.Grains.Routing;

/// <summary>Product types of SKUs, for the rules that speak of them; remembered for <see cref="Lifetime"/>.</summary>
internal sealed class SkuTypes(IGrainFactory grains, EngineClock clock)
{
    /// <summary>SKUs remembered; with one more all are forgotten and read again.</summary>
    private const int RememberedMax = 200_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (string? Type, long ReadAt)> _types = new(StringComparer.Ordinal);
    private int _written;

    /// <summary>Null: nobody has said.</summary>
    public async ValueTask<string?> Of(string sku)
    {
        var provider = clock.Provider;
        if (_types.TryGetValue(sku, out var known) && provider.GetElapsedTime(known.ReadAt) < Lifetime)
        {
            return known.Type;
        }

        var type = (await grains.GetGrain<ISkuGrain>(sku).Read())?.ProductType;
        if (Interlocked.Increment(ref _written) > RememberedMax)
        {
            Volatile.Write(ref _written, 0);
            _types.Clear();
        }

        _types[sku] = (type, provider.GetTimestamp());
        return type;
    }
}
