using System.Collections.Immutable;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Grains.Routing;

/// <summary>What owners said when they were asked to hold what had been proposed: newer than anything this process has heard of them.</summary>
/// <param name="Locations">As they are now.</param>
internal sealed record RoutingCorrections(ImmutableArray<LocationFacts> Locations, ImmutableArray<AtMost> Stock)
{
    public static RoutingCorrections None { get; } = new([], []);

    /// <summary>It is asked for an order whose turn it is in the SKU's queue: what has arrived for the queue is its own.</summary>
    public bool IsFromQueue { get; init; }

    public RoutingCorrections And(IEnumerable<LocationFacts> locations, IEnumerable<AtMost> stock) =>
        this with { Locations = Locations.AddRange(locations), Stock = Stock.AddRange(stock) };

    public SkuStock Apply(SkuStock stock) =>
        Stock.Where(most => most.Sku == stock.Sku).Aggregate(stock, (corrected, most) => corrected.WithAtMost(most.LocationId, most.Available));
}

/// <summary>A location has no more than that of a SKU.</summary>
internal readonly record struct AtMost(string Sku, string LocationId, long Available);
