using System.Diagnostics;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Realtime;

/// <summary>
/// Compares what is watched with what is true, once a second, and only this moves the watermarks. Stock is compared all at once, so that it
/// costs as much as has changed and not as much as is watched, unless little is. Now and then each feed is read whole, and its screens are
/// told what they should have by then.
/// </summary>
internal sealed partial class LiveRepair(
    StreamToHub streams, FeedReader reader, StockViewWriter view, LiveTerms terms, ILogger<LiveRepair> log) : BackgroundService
{
    /// <summary>Up to so many feeds are compared one by one.</summary>
    private const int FewFeeds = 8;
    private const int PageRows = 1_000;

    /// <summary>In one look; what is left is looked at with the next.</summary>
    private const int PagesMax = 50;
    private const int OrdersMax = 2_000;
    private const int AtOnce = 64;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private int _ordersSeen;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var feeds = streams.Feeds;
                await Tidy(feeds);
                await Compare(feeds);
                await TellDigests(feeds);
            }
            catch (Exception e) when (e is JournalUnavailableException || RetriableException.Covers(e))
            {
                LogWaits(e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it was, the next look may be better; without one no watermark would ever move again.
                LogFailed(e);
            }
        }
    }

    /// <summary>Cuts off who has stalled. A connection that ended while it began to watch left its place behind.</summary>
    private async Task Tidy(IReadOnlyList<Feed> feeds)
    {
        foreach (var outbox in feeds.SelectMany(feed => feed.Outboxes))
        {
            outbox.AbortIfStalled(terms.StallMax);
            if (outbox.IsGone)
            {
                await streams.Leave(outbox);
            }
        }
    }

    private async Task Compare(IReadOnlyList<Feed> feeds)
    {
        var locations = feeds.Where(feed => feed.Key.Kind == WatchKind.Location).ToList();
        var through = new Dictionary<Feed, long>();
        foreach (var some in locations.Concat(NextOrders(feeds)).Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(feed => CompareBeside(feed, through)));
        }

        foreach (var order in through.Where(entry => entry.Key.Key.Kind == WatchKind.Order))
        {
            order.Key.Repaired(order.Value);
        }

        var skus = feeds.Where(feed => feed.Key.Kind == WatchKind.Sku).ToList();
        skus.ForEach(feed => through[feed] = long.MaxValue);
        var stock = locations.Where(through.ContainsKey).Concat(skus).ToList();
        if (stock.Count > FewFeeds)
        {
            await CompareStock(null, null, stock, through);
            return;
        }

        foreach (var feed in stock)
        {
            await CompareStock(feed.Key.LocationId, feed.Key.Sku, [feed], through);
        }
    }

    /// <summary>Orders take turns: each is one question.</summary>
    private IEnumerable<Feed> NextOrders(IReadOnlyList<Feed> feeds)
    {
        var orders = feeds.Where(feed => feed.Key.Kind == WatchKind.Order).ToList();
        var from = orders.Count > OrdersMax ? _ordersSeen % orders.Count : 0;
        _ordersSeen = from + OrdersMax;
        return orders.Skip(from).Take(OrdersMax);
    }

    private async Task CompareBeside(Feed feed, Dictionary<Feed, long> through)
    {
        try
        {
            var page = await reader.Beside(feed.Key, feed.Watermark);
            feed.Take(page.Changes);
            lock (through)
            {
                through[feed] = page.Position;
            }
        }
        catch (Exception e) when (e is JournalUnavailableException || RetriableException.Covers(e))
        {
            // Its watermark stays where it is until somebody answers.
            LogWaits(e.Message);
        }
    }

    private async Task CompareStock(string? locationId, string? sku, IReadOnlyList<Feed> feeds, Dictionary<Feed, long> through)
    {
        var byLocation = feeds.Where(feed => feed.Key.Kind == WatchKind.Location).ToDictionary(feed => feed.Key.Id, StringComparer.Ordinal);
        var bySku = feeds.Where(feed => feed.Key.Kind == WatchKind.Sku).ToDictionary(feed => feed.Key.Id, StringComparer.Ordinal);
        var after = feeds.Min(feed => feed.Watermark);
        var isLast = false;
        for (var pages = 0; !isLast && pages < PagesMax; pages++)
        {
            var page = await view.ChangedSince(locationId, sku, after, PageRows);
            foreach (var row in page.Rows)
            {
                Take(byLocation, row.LocationId, row);
                Take(bySku, row.Sku, row);
            }

            isLast = page.IsLast || page.Through <= after;
            after = page.Through;
            foreach (var feed in feeds)
            {
                feed.Repaired(Math.Min(after, through[feed]));
            }
        }
    }

    private static void Take(Dictionary<string, Feed> feeds, string key, StockRow row)
    {
        if (feeds.TryGetValue(key, out var feed))
        {
            feed.Take(Change.Of(feed.Key.Kind, row, null));
        }
    }

    private async Task TellDigests(IReadOnlyList<Feed> feeds)
    {
        foreach (var feed in feeds.Where(feed => feed.DigestAt <= Stopwatch.GetTimestamp()))
        {
            feed.DigestAt = Stopwatch.GetTimestamp() + (long)(terms.DigestEvery.TotalSeconds * Stopwatch.Frequency);
            feed.Take((await (feed.Key.Kind == WatchKind.Order ? reader.Beside(feed.Key, 0) : reader.UnderWay(feed.Key))).Changes);
            var (after, isLast) = (0L, feed.Key.Kind == WatchKind.Order);
            while (!isLast)
            {
                var page = await reader.Stock(feed.Key, after, withNames: false);
                feed.Take(page.Changes);
                (after, isLast) = (page.Position, page.IsLast);
            }

            feed.AskForDigest();
        }
    }

    [LoggerMessage(LogLevel.Debug, "Screens wait for their repair: {Reason}")]
    private partial void LogWaits(string reason);

    [LoggerMessage(LogLevel.Warning, "The comparison for screens was interrupted.")]
    private partial void LogFailed(Exception e);
}
