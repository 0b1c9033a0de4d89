using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Availability;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Availability;

/// <summary>Carries what a pick found, and did not find, to the SKUs that it concerns.</summary>
public sealed class PickReports(IGrainFactory grains)
{
    /// <summary>Each SKU hears of it once, however often the same pick is told.</summary>
    /// <param name="pickId">Unique among picks: an order's effect has such an id.</param>
    /// <param name="found">Units on the shelf; a SKU that is missing in part is in both.</param>
    /// <exception cref="RetriableException">Not all have heard of it: tell it again.</exception>
    public Task Observed(
        string pickId, string locationId, ImmutableArray<OrderLine> found, ImmutableArray<OrderLine> missing, Origin origin)
    {
        var isShort = missing.Select(line => line.Sku).ToHashSet(StringComparer.Ordinal);
        var skus = found.Concat(missing).Select(line => line.Sku).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return Task.WhenAll(skus.Select(sku => grains.GetGrain<IAvailabilityGrain>(sku)
            .Observe(new PickEvidence(pickId, locationId, isShort.Contains(sku)), origin)));
    }
}
