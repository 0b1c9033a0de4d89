using System.Collections.Concurrent;
using Orleans;
using OrleansCommerce.Grains.Skus;

namespace OrleansCommerce.Server.Realtime;

/// <summary>
/// Names of SKUs for snapshots, remembered for <see cref="Lifetime"/>: a person reads names, and a changed one is seen soon enough.
/// </summary>
internal sealed class SkuNames(IGrainFactory grains, TimeProvider time)
{
    /// <summary>Names remembered; beyond it all are forgotten and read again.</summary>
    public const int Remembered = 200_000;

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (string? Name, long ReadAt)> _names = new(StringComparer.Ordinal);

    /// <summary>The name, or null for a SKU that nobody has described.</summary>
    public async ValueTask<string?> Of(string sku)
    {
        if (_names.TryGetValue(sku, out var known) && time.GetElapsedTime(known.ReadAt) < Lifetime)
        {
            return known.Name;
        }

        var name = (await grains.GetGrain<ISkuGrain>(sku).Read())?.Name;
        if (_names.Count >= Remembered)
        {
            _names.Clear();
        }

        _names[sku] = (name, time.GetTimestamp());
        return name;
    }
}
