using Microsoft.AspNetCore.SignalR;
using Orleans;
using Orleans.Streams;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Realtime;

/// <summary>
/// Carries what the stock grains say to the screens: one subscription per watched stream, one SignalR group per watch. The stream is
/// the fast path and may lose; once a second each watch is compared with the journal's view and what is missing is sent.
/// </summary>
internal sealed partial class StreamToHub(
    IHubContext<LiveHub> hub, IClusterClient client, StockWatch stock, StockViewWriter view, ILogger<StreamToHub> log) : BackgroundService
{
    private const int RepairRows = 1_000;
    private const int RepairEveryTicks = 25;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);

    private readonly SemaphoreSlim _subscribing = new(1);
    private readonly Dictionary<WatchKey, (Watch Watch, StreamSubscriptionHandle<StockChanged> Subscription)> _subscriptions = [];
    private volatile Watch[] _watches = [];

    /// <summary>One more screen watches. When this ends, every later change of what is watched will be sent to its group.</summary>
    public async Task Add(WatchKey key)
    {
        await _subscribing.WaitAsync();
        try
        {
            if (!_subscriptions.TryGetValue(key, out var entry))
            {
                var watch = new Watch(key);
                stock.Add(key.StreamNamespace, key.Key);
                watch.Start(view.Watermark);
                entry = (watch, await Stream(key).SubscribeAsync((changed, _) =>
                {
                    watch.Take(changed);
                    return Task.CompletedTask;
                }));
                _subscriptions.Add(key, entry);
                _watches = [.. _subscriptions.Values.Select(e => e.Watch)];
            }

            entry.Watch.Watchers++;
        }
        finally
        {
            _subscribing.Release();
        }
    }

    public async Task Remove(WatchKey key)
    {
        await _subscribing.WaitAsync();
        try
        {
            if (_subscriptions.TryGetValue(key, out var entry) && --entry.Watch.Watchers == 0)
            {
                _subscriptions.Remove(key);
                _watches = [.. _subscriptions.Values.Select(e => e.Watch)];
                stock.Remove(key.StreamNamespace, key.Key);
                await entry.Subscription.UnsubscribeAsync();
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
        for (var tick = 0; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            foreach (var watch in _watches)
            {
                // Watches take turns with the repair, so that it is spread over the second.
                if ((tick + watch.Key.Key.Length) % RepairEveryTicks == 0)
                {
                    await Repair(watch);
                }
                else
                {
                    Send(watch, watch.IsSending ? null : watch.Gather());
                }
            }
        }
    }

    private async Task Repair(Watch watch)
    {
        try
        {
            var changes = await view.ChangedSince(watch.Key.LocationId, watch.Key.SkuId, watch.Watermark, RepairRows);
            watch.Repair(changes);
            if (!watch.IsSending)
            {
                Send(watch, watch.Gather(changes.Through));
            }
        }
        catch (JournalUnavailableException e)
        {
            LogRepairWaits(e);
        }
    }

    private void Send(Watch watch, StockChangedMessage? message)
    {
        if (message is null)
        {
            return;
        }

        watch.IsSending = true;
        _ = Finish(watch, hub.Clients.Group(watch.Key.Group).SendAsync("stockChanged", message));
    }

    private async Task Finish(Watch watch, Task send)
    {
        try
        {
            await send;
        }
        catch (Exception e)
        {
            LogSendFailed(e, watch.Key.Group);
        }
        finally
        {
            watch.IsSending = false;
        }
    }

    private IAsyncStream<StockChanged> Stream(WatchKey key)
    {
        var provider = client.GetStreamProvider(StockStreams.Provider);
        return key.LocationId is { } location ? StockStreams.Location(provider, location) : StockStreams.Sku(provider, key.Key);
    }

    [LoggerMessage(LogLevel.Warning, "Screens wait for their repair: the view does not answer.")]
    private partial void LogRepairWaits(Exception e);

    [LoggerMessage(LogLevel.Warning, "Sending to {Group} failed.")]
    private partial void LogSendFailed(Exception e, string group);
}
