using Orleans;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Realtime;

/// <summary>Reads what screens watch from those who know: the view, the locations' lists, the orders.</summary>
internal sealed class FeedReader(StockViewWriter view, IGrainFactory grains, SkuNames names)
{
    private const int PageRows = 1_000;

    /// <summary>Positions at or below it have been given.</summary>
    public long Watermark => view.Watermark;

    /// <summary>What changed after a position, in pages; each with the position through which everything is there once it is.</summary>
    public async IAsyncEnumerable<FeedPage> Since(WatchKey key, long position)
    {
        var beside = await Beside(key, position);
        if (key.Kind == WatchKind.Order)
        {
            yield return beside;
            yield break;
        }

        var changes = beside.Changes;
        for (var isLast = false; !isLast; changes = [])
        {
            var page = await Stock(key, position);
            isLast = page.IsLast;
            position = Math.Max(position, Math.Min(beside.Position, page.Position));
            yield return new FeedPage([.. changes, .. page.Changes], position, isLast);
        }
    }

    /// <summary>One page of stock, and the position to go on from.</summary>
    /// <param name="withNames">Of their SKUs, for people.</param>
    public async Task<FeedPage> Stock(WatchKey key, long after, bool withNames = true)
    {
        var page = await view.ChangedSince(key.LocationId, key.Sku, after, PageRows);
        var changes = new List<Change>(page.Rows.Count);
        foreach (var row in page.Rows)
        {
            changes.Add(Change.Of(key.Kind, row, withNames ? await names.Of(row.Sku) : null));
        }

        // Where the watermark stands still there may be more rows beyond it than a page holds: those come when it moves.
        return new FeedPage(changes, page.Through, page.IsLast || page.Through <= after);
    }

    /// <summary>Whatever is not stock and changed after a position.</summary>
    public async Task<FeedPage> Beside(WatchKey key, long after)
    {
        // Before the others are asked: what is durable by now they know.
        var watermark = Math.Max(after, view.Watermark);
        return new FeedPage(key.Kind switch
        {
            WatchKind.Location => [.. (await List(key).ChangedSince(after)).Select(Change.Of)],
            WatchKind.Order => (await Order(key.Id)) is { } order ? [Change.Of(order)] : [],
            _ => [],
        }, watermark, IsLast: true);
    }

    /// <summary>All fulfilments of a location that are under way; none for another watch.</summary>
    public async Task<FeedPage> UnderWay(WatchKey key)
    {
        var watermark = view.Watermark;
        return new FeedPage(key.Kind == WatchKind.Location ? [.. (await List(key).UnderWay()).Select(Change.Of)] : [], watermark, IsLast: true);
    }

    public async Task<OrderFigures?> Order(string orderId) => (await grains.GetGrain<IOrderGrain>(orderId).Read()).Order;

    private IFulfilmentListGrain List(WatchKey key) => grains.GetGrain<IFulfilmentListGrain>(key.Id);
}

/// <summary>Part of what a feed shows.</summary>
/// <param name="Position">With this, everything of the feed at or below it is known.</param>
internal sealed record FeedPage(IReadOnlyList<Change> Changes, long Position, bool IsLast);
