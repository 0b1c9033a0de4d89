using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Grains.Stock;

/// <summary>
/// Names of streams, in the journal and on the wire. Wire streams are the fast path and may lose: nothing is true because one of them
/// said so.
/// </summary>
public static class StockStreams
{
    /// <summary>The journal's streams of stock items: <c>stock/sku@location</c>.</summary>
    public const string JournalPrefix = "stock/";

    public const string Provider = "stock";
    public const string ByLocation = "stock.location";
    public const string BySku = "stock.sku";

    public static IAsyncStream<StockChanged> Location(IStreamProvider provider, string locationId) =>
        provider.GetStream<StockChanged>(StreamId.Create(ByLocation, locationId));

    public static IAsyncStream<StockChanged> Sku(IStreamProvider provider, string sku) =>
        provider.GetStream<StockChanged>(StreamId.Create(BySku, sku));
}

/// <summary>A stock item as it is after a durable change. The highest <see cref="StockFigures.Version"/> is the newest.</summary>
[GenerateSerializer]
[Immutable]
[Alias("stock.changed")]
public sealed record StockChanged([property: Id(0)] StockKey Key, [property: Id(1)] StockFigures Figures, [property: Id(2)] long Position);
