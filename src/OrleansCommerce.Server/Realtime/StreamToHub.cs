using System.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using Orleans;
using Orleans.Streams;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Server.Realtime;

/// <summary>
/// Carries what the grains say to the screens: one subscription per watched stream, one feed per watch, and everybody who watches it. The
/// streams are the fast path and may lose; <see cref="LiveRepair"/> compares each feed with what is true.
/// </summary>
internal sealed class StreamToHub(IClusterClient client, StockWatch watchers, FeedReader reader, LiveTerms terms) : BackgroundService
{
    /// <summary>Things that are watched; more are refused.</summary>
    public const int FeedsMax = 50_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);

    /// <summary>Between two batches of a feed; what comes meanwhile is coalesced.</summary>
    private static readonly TimeSpan BatchPause = TimeSpan.FromMilliseconds(45);

    private readonly SemaphoreSlim _subscribing = new(1);
    private readonly Dictionary<WatchKey, (Feed Feed, Func<Task> Unsubscribe)> _subscriptions = [];
    private volatile Feed[]? _feeds;

    /// <summary>Everything that somebody watches.</summary>
    public IReadOnlyList<Feed> Feeds => _feeds ?? Listed();

    /// <summary>One more screen watches. When this ends, every later change of what is watched is kept for it. Null: there is no room.</summary>
    public async Task<Outbox?> Join(WatchKey key, HubConnectionContext connection, bool withFulfilments)
    {
        await _subscribing.WaitAsync();
        try
        {
            if (!_subscriptions.TryGetValue(key, out var entry))
            {
                if (_subscriptions.Count >= FeedsMax)
                {
                    return null;
                }

                entry = await Subscribe(new Feed(key));
                lock (_subscriptions)
                {
                    _subscriptions.Add(key, entry);
                    _feeds = null;
                }
            }

            var outbox = new Outbox(entry.Feed, connection, withFulfilments, reader);
            entry.Feed.Join(outbox);
            return outbox;
        }
        finally
        {
            _subscribing.Release();
        }
    }

    public async Task Leave(Outbox outbox)
    {
        await _subscribing.WaitAsync();
        try
        {
            var key = outbox.Feed.Key;
            if (outbox.Feed.Leave(outbox) && _subscriptions.TryGetValue(key, out var entry) && entry.Feed == outbox.Feed)
            {
                lock (_subscriptions)
                {
                    _subscriptions.Remove(key);
                    _feeds = null;
                }

                await entry.Unsubscribe();
            }
        }
        finally
        {
            _subscribing.Release();
        }
    }

    public override void Dispose()
    {
        _subscribing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var feed in Feeds)
            {
                if (Stopwatch.GetElapsedTime(feed.SentAt) >= BatchPause && feed.Gather() is { } batch)
                {
                    feed.SentAt = Stopwatch.GetTimestamp();
                    foreach (var outbox in feed.Outboxes)
                    {
                        outbox.Offer(batch);
                    }
                }
            }
        }
    }

    private Feed[] Listed()
    {
        lock (_subscriptions)
        {
            return _feeds = [.. _subscriptions.Values.Select(entry => entry.Feed)];
        }
    }

    private async Task<(Feed Feed, Func<Task> Unsubscribe)> Subscribe(Feed feed)
    {
        // Spread, so that not all of them are due together.
        feed.DigestAt = Stopwatch.GetTimestamp() + (long)(terms.DigestEvery.TotalSeconds * (0.5 + (Random.Shared.NextDouble() / 2)) * Stopwatch.Frequency);
        var (kind, id) = (feed.Key.Kind, feed.Key.Id);
        var provider = client.GetStreamProvider(StockStreams.Provider);
        Func<Task>[] ends = kind switch
        {
            WatchKind.Location =>
            [
                await Listen(StockStreams.ByLocation, id, StockStreams.Location(provider, id), changed => feed.Take(Change.Of(kind, changed))),
                await Listen(OrderStreams.FulfilmentsByLocation, id, OrderStreams.Fulfilments(provider, id), changed => feed.Take(changed.Fulfilments.Select(Change.Of))),
            ],
            WatchKind.Sku => [await Listen(StockStreams.BySku, id, StockStreams.Sku(provider, id), changed => feed.Take(Change.Of(kind, changed)))],
            _ => [await Listen(OrderStreams.ByOrder, id, OrderStreams.Order(provider, id), changed => feed.Take(Change.Of(changed.Order)))],
        };
        Task End() => Task.WhenAll(ends.Select(end => end()));
        try
        {
            var watermark = reader.Watermark;
            feed.Start(watermark, (await (kind == WatchKind.Order ? reader.Beside(feed.Key, 0) : reader.UnderWay(feed.Key))).Changes);
            return (feed, End);
        }
        catch
        {
            await End();
            throw;
        }
    }

    private async Task<Func<Task>> Listen<T>(string streamNamespace, string key, IAsyncStream<T> stream, Action<T> take)
    {
        watchers.Add(streamNamespace, key);
        var subscription = await stream.SubscribeAsync((changed, _) =>
        {
            take(changed);
            return Task.CompletedTask;
        });
        return () =>
        {
            watchers.Remove(streamNamespace, key);
            return subscription.UnsubscribeAsync();
        };
    }
}
