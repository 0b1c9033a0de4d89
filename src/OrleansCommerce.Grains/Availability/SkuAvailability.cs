using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Grains.Availability;

/// <summary>Where one SKU is, in the ordinal order of the locations; those that have nothing to give are left out. It proposes, the stock grains dispose.</summary>
/// <param name="AsOf">Everything that was durable then is in it; usually it is no older than a tenth of a second.</param>
/// <param name="Figures">The same array for as long as nothing has changed.</param>
/// <param name="IsEmpty">Nobody has ever said anything of its stock anywhere.</param>
[GenerateSerializer]
[Immutable]
[Alias("availability.sku")]
public sealed record SkuAvailability(
    [property: Id(0)] string Sku, [property: Id(1)] DateTimeOffset AsOf, [property: Id(2)] ImmutableArray<StockFigure> Figures,
    [property: Id(3)] ImmutableArray<InboundFigure> Inbound, [property: Id(4)] bool IsEmpty = false);

/// <summary>How far a location's figure for a SKU is trusted.</summary>
/// <param name="Percent">1 to 100.</param>
[GenerateSerializer]
[Immutable]
[Alias("availability.confidence")]
public readonly record struct ConfidenceFigure(
    [property: Id(0)] string LocationId, [property: Id(1)] int Percent, [property: Id(2)] double GoodPicks, [property: Id(3)] double FailedPicks,
    [property: Id(4)] double Surprise, [property: Id(5)] DateTimeOffset At);
