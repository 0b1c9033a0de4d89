using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Http.Orders;

namespace OrleansCommerce.Server.Realtime;

internal enum ChangeKind
{
    Stock,
    Fulfilment,
    Order,
}

/// <summary>One thing that screens show, as it is now.</summary>
/// <param name="Id">Its name within the watch.</param>
/// <param name="Version">The highest is the newest.</param>
/// <param name="Mark">Its part in the digest of the watch.</param>
/// <param name="IsOver">It leaves what the watch shows with this.</param>
/// <param name="Body">What goes over the wire.</param>
/// <param name="Position">Where in the feed it came about; null where that is not known.</param>
internal sealed record Change(ChangeKind Kind, string Id, long Version, uint Mark, bool IsOver, object Body, long? Position = null)
{
    public static Change Of(WatchKind kind, StockChanged changed) => Of(kind, StockMessage.Of(changed));

    public static Change Of(WatchKind kind, StockRow row, string? name) => Of(kind, StockMessage.Of(row) with { Name = name });

    public static Change Of(FulfilmentFigures f) => new(
        ChangeKind.Fulfilment, f.FulfilmentId, f.OrderVersion, VersionMark.Of(f.FulfilmentId, f.OrderVersion), !f.IsActive, FulfilmentView.Of(f));

    public static Change Of(OrderFigures order) =>
        new(ChangeKind.Order, order.OrderId, order.Version, VersionMark.Of(order.OrderId, order.Version), IsOver: false, OrderView.Of(order));

    private static Change Of(WatchKind kind, StockMessage item) => new(
        ChangeKind.Stock, kind == WatchKind.Location ? item.Sku : item.LocationId, item.Version,
        VersionMark.Of(item.Sku, item.LocationId, item.Version), IsOver: false, item, item.Position);
}

/// <summary>
/// A stock item on the wire: the fields of <c>GET /v1/stock/{sku}/{locationId}</c>; <c>asOf</c> is when it last changed, <c>position</c> where
/// in the feed. Snapshots name the SKU.
/// </summary>
internal sealed record StockMessage(
    string Sku, string LocationId, long OnHand, long Reserved, long SafetyStock, long Available, long Damaged, long Version, long Position,
    DateTimeOffset AsOf, string? Name = null)
{
    public static StockMessage Of(StockChanged changed) => Of(changed.Key, changed.Figures, changed.Position);

    public static StockMessage Of(StockRow r) => new(
        r.Sku, r.LocationId, r.OnHand, r.Reserved, r.SafetyStock, r.OnHand - r.Reserved - r.SafetyStock, r.Damaged, r.Version, r.Position,
        r.UpdatedAt);

    private static StockMessage Of(StockKey key, StockFigures f, long position) => new(
        key.Sku, key.LocationId, f.OnHand, f.Reserved, f.SafetyStock, f.Available, f.Damaged, f.Version, position, f.At);
}
