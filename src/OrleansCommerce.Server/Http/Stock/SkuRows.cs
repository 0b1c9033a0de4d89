using OrleansCommerce.Journal;
using OrleansCommerce.Server.Http.Registers;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Stock;

/// <summary>All locations of one SKU, and the nearest of them first.</summary>
public static class SkuRows
{
    private const int PageRows = 1_000;

    public static async Task<IReadOnlyList<StockRow>> All(StockViewWriter view, string sku)
    {
        var rows = await view.BySku(sku, null, PageRows);
        if (rows.Count < PageRows)
        {
            return rows;
        }

        var all = new List<StockRow>(rows);
        while (rows.Count == PageRows)
        {
            rows = await view.BySku(sku, rows[^1].LocationId, PageRows);
            all.AddRange(rows);
        }

        return all;
    }

    /// <summary>
    /// By great-circle distance, then by id; locations whose place nobody has described come last. The cursor is a location: its own
    /// distance says where to go on, even if it has no stock any more.
    /// </summary>
    public static async Task<IEnumerable<StockItemView>> Nearest(
        IEnumerable<StockItemView> items, GeoPoint from, string? after, LocationDirectory locations)
    {
        var all = items.ToList();
        var places = await locations.FindAll(after is null ? all.Select(item => item.LocationId) : [.. all.Select(item => item.LocationId), after]);
        var start = after is null ? default : (Km: Distance(after), Id: after);
        return all
            .Select(item => (Item: item, Km: Distance(item.LocationId)))
            .OrderBy(found => found.Km).ThenBy(found => found.Item.LocationId, StringComparer.Ordinal)
            .Where(found => after is null || found.Km > start.Km
                || (found.Km.Equals(start.Km) && string.CompareOrdinal(found.Item.LocationId, start.Id) > 0))
            .Select(found => double.IsFinite(found.Km) ? found.Item with { DistanceKm = Math.Round(found.Km, 3) } : found.Item);

        double Distance(string locationId) =>
            places.TryGetValue(locationId, out var place) ? from.KilometresTo(place.Latitude, place.Longitude) : double.PositiveInfinity;
    }
}
