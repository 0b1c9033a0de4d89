using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Skus;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Registers;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Stock;

/// <summary>Stock by location and by SKU, from the view.</summary>
public static class StockListEndpoints
{
    public static void MapStockLists(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/locations/{locationId}/stock", OfLocation).WithTags("Stock").WithSummary("What a location has, by SKU.")
            .RequireAuthorization(Scopes.StockRead).Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownLocation);
        v1.MapGet("/stock/{sku}", OfSku).WithTags("Stock")
            .WithSummary("Where a SKU is: by location, or the nearest first with near=latitude,longitude.")
            .RequireAuthorization(Scopes.StockRead).Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownSku);
    }

    private static async Task<Reply<StockPage>> OfLocation(
        string locationId, string? limit, string? after, Caller caller, StockViewWriter view, LocationDirectory locations, EngineClock clock)
    {
        if (!caller.MayReach(locationId))
        {
            return Caller.OutOfReach(locationId);
        }

        var errors = new FieldErrors();
        var paging = Paging.Read(limit, after, errors);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var now = clock.Now;
        var rows = await view.ByLocation(locationId, paging.After, paging.Limit + 1);
        if (rows.Count == 0 && paging.After is null && await locations.Find(locationId) is null)
        {
            return Problem.Of(ProblemKinds.UnknownLocation);
        }

        return Page(null, locationId, rows.Select(row => StockItemView.Of(row, now)), paging.Limit, now, item => item.Sku);
    }

    private static async Task<Reply<StockPage>> OfSku(
        string sku, string? near, string? limit, string? after, Caller caller, StockViewWriter view, LocationDirectory locations,
        IGrainFactory grains, EngineClock clock)
    {
        var errors = new FieldErrors();
        var paging = Paging.Read(limit, after, errors);
        var place = GeoPoint.Read(near, errors);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var now = clock.Now;
        var isSimple = place is null && !caller.IsBound;
        var rows = isSimple ? await view.BySku(sku, paging.After, paging.Limit + 1) : await SkuRows.All(view, sku);
        if (rows.Count == 0 && paging.After is null && await grains.GetGrain<ISkuGrain>(sku).Read() is null)
        {
            return Problem.Of(ProblemKinds.UnknownSku);
        }

        var items = rows.Where(row => caller.MayReach(row.LocationId)).Select(row => StockItemView.Of(row, now));
        if (place is not null)
        {
            items = await SkuRows.Nearest(items, place.Value, paging.After, locations);
        }
        else if (!isSimple)
        {
            items = items.Where(item => string.CompareOrdinal(item.LocationId, paging.After) > 0);
        }

        return Page(sku, null, items.Take(paging.Limit + 1), paging.Limit, now, item => item.LocationId);
    }

    private static StockPage Page(
        string? sku, string? locationId, IEnumerable<StockItemView> items, int limit, DateTimeOffset now, Func<StockItemView, string> cursor)
    {
        var found = items.ToList();
        var shown = found.Take(limit).ToImmutableArray();
        return new(sku, locationId, shown, found.Count > limit ? cursor(shown[^1]) : null, now);
    }
}
