using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Realtime;

/// <summary>A stock item on the wire: the fields of <c>GET /v1/stock/{sku}/{locationId}</c>; <c>asOf</c> is when it last changed. Snapshots name the SKU.</summary>
public sealed record StockMessage(
    string Sku, string LocationId, long OnHand, long Reserved, long SafetyStock, long Available, long Version, DateTimeOffset AsOf,
    string? Name = null)
{
    public static StockMessage From(StockChanged changed) => From(changed.Key, changed.Figures);

    public static StockMessage From(StockKey key, StockFigures f) =>
        new(key.Sku, key.LocationId, f.OnHand, f.Reserved, f.SafetyStock, f.Available, f.Version, f.At);

    public static StockMessage From(StockRow r) => new(
        r.Sku, r.LocationId, r.OnHand, r.Reserved, r.SafetyStock, r.OnHand - r.Reserved - r.SafetyStock, r.Version, r.UpdatedAt);
}

/// <summary>What a watch answers: all there is, or only what changed after the position the caller had.</summary>
/// <param name="Position">Everything of this watch at or below it is in this answer or was sent before.</param>
public sealed record WatchAnswer(long Position, IReadOnlyList<StockMessage>? Snapshot, IReadOnlyList<StockMessage>? Changes);

/// <summary>What the server calls <c>stockChanged</c> with.</summary>
/// <param name="Position">The watermark: everything of this watch at or below it has been sent. Changes may lie beyond it.</param>
public sealed record StockChangedMessage(long Position, IReadOnlyList<StockMessage> Changes);
