using System.Globalization;

namespace OrleansCommerce.Server.Realtime;

internal enum WatchKind
{
    /// <summary>The stock of a location, and what it has to do for orders.</summary>
    Location,

    /// <summary>The stock of a SKU in all locations.</summary>
    Sku,
    Order,
}

/// <summary>What can be watched.</summary>
internal readonly record struct WatchKey(WatchKind Kind, string Id)
{
    /// <summary>As the wire names it: <c>location/wm-947</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Kind switch { WatchKind.Location => "location", WatchKind.Sku => "sku", _ => "order" }}/{Id}");

    public string? LocationId => Kind == WatchKind.Location ? Id : null;

    public string? Sku => Kind == WatchKind.Sku ? Id : null;
}
