using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Webhooks;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Hosting;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>Where the feed ends, as of the last look; shared by all who wait for something new.</summary>
public sealed class FeedHead
{
    private long _position;

    public long Position
    {
        get => Volatile.Read(ref _position);
        set => Volatile.Write(ref _position, value);
    }
}

/// <summary>Keeps one pump going for each receiver, as long as it is registered and the server runs.</summary>
internal sealed partial class WebhookHost(
    IJournal journal, IGrainFactory grains, WebhookSender sender, SecretVault vault, WebhookSettings settings, FeedHead head, EngineClock clock,
    Readiness readiness, ILoggerFactory logs, ILogger<WebhookHost> log) : BackgroundService
{
    /// <summary>Looks at the head of the feed for one look at who is registered.</summary>
    private const int LooksPerList = 5;

    private readonly Dictionary<string, Task> _pumps = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.LookPeriod);
        try
        {
            for (var look = 0L; await timer.WaitForNextTickAsync(stoppingToken);)
            {
                if (readiness.IsEngineStarted)
                {
                    await Look(isList: look++ % LooksPerList == 0, stoppingToken);
                }
            }
        }
        finally
        {
            await Task.WhenAll(_pumps.Values);
        }
    }

    private async Task Look(bool isList, CancellationToken stopping)
    {
        try
        {
            head.Position = _pumps.Count > 0 || isList ? await journal.Head() : head.Position;
            if (isList)
            {
                foreach (var id in await WebhookList.Ids(journal))
                {
                    if (!_pumps.TryGetValue(id, out var pump) || pump.IsFaulted)
                    {
                        _pumps[id] = Run(id, stopping);
                    }
                }
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogWaits(e.Message);
        }
    }

    private Task Run(string id, CancellationToken stopping)
    {
        var pump = new EndpointPump(
            id, grains.GetGrain<IWebhookGrain>(id), journal, sender, vault, settings, clock.Provider, head, logs.CreateLogger<EndpointPump>());
        return Task.Run(
            async () =>
            {
                try
                {
                    await pump.Run(stopping);
                }
                catch (Exception e) when (!stopping.IsCancellationRequested)
                {
                    // The next look starts it anew, from what it has reported.
                    LogEnded(e, id);
                    throw;
                }
            },
            CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Debug, "Webhooks wait: {Reason}")]
    private partial void LogWaits(string reason);

    [LoggerMessage(LogLevel.Error, "The deliveries of webhook {Id} were interrupted.")]
    private partial void LogEnded(Exception e, string id);
}

/// <summary>Which receivers were ever registered, in the order of their ids; those that were removed among them.</summary>
internal static class WebhookList
{
    private const int PageStreams = 1_000;

    public static async Task<IReadOnlyList<string>> Ids(IJournal journal)
    {
        var ids = new List<string>();
        string? after = null;
        while (await journal.ListStreams(WebhookGrain.JournalPrefix, after, PageStreams) is { Count: > 0 } names)
        {
            ids.AddRange(names.Select(name => name[WebhookGrain.JournalPrefix.Length..]));
            after = names[^1];
            if (names.Count < PageStreams)
            {
                break;
            }
        }

        return ids;
    }
}
