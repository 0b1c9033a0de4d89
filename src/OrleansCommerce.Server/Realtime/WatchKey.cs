using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Server.Realtime;

/// <summary>What can be watched: the stock of a location, or of a SKU.</summary>
public readonly record struct WatchKey(string StreamNamespace, string Key)
{
    public static WatchKey Location(string locationId) => new(StockStreams.ByLocation, locationId);

    public static WatchKey Sku(string sku) => new(StockStreams.BySku, sku);

    public string? LocationId => StreamNamespace == StockStreams.ByLocation ? Key : null;

    public string? SkuId => StreamNamespace == StockStreams.BySku ? Key : null;

    /// <summary>The SignalR group that everybody who watches this is in.</summary>
    public string Group => $"{StreamNamespace}/{Key}";
}
