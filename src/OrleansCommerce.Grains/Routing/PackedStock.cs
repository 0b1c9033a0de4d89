using System.Collections.Concurrent;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Availability;

namespace OrleansCommerce.Grains.Routing;

/// <summary>Remembers how SKUs were packed, since most of them have not changed when they are asked for again.</summary>
internal sealed class PackedStock
{
    /// <summary>SKUs remembered, of 13 bytes a location each; with one more all are forgotten, which costs packing them again.</summary>
    private const int RememberedMax = 2_048;

    private readonly ConcurrentDictionary<string, Packed> _packed = new(StringComparer.Ordinal);

    public SkuStock Pack(SkuAvailability availability, LocationIndex index)
    {
        if (_packed.TryGetValue(availability.Sku, out var known) && known.Source.Figures == availability.Figures
            && known.Source.Inbound == availability.Inbound && ReferenceEquals(known.Stock.Index, index))
        {
            return known.Stock.AsOfTime(availability.AsOf);
        }

        if (_packed.Count >= RememberedMax)
        {
            _packed.Clear();
        }

        var stock = SkuStock.Pack(index, availability.Sku, availability.AsOf, availability.Figures, availability.Inbound);
        _packed[availability.Sku] = new(availability, stock);
        return stock;
    }

    /// <summary>What was answered last; null when nothing is remembered.</summary>
    public SkuAvailability? Last(string sku) => _packed.TryGetValue(sku, out var known) ? known.Source : null;

    private sealed record Packed(SkuAvailability Source, SkuStock Stock);
}
