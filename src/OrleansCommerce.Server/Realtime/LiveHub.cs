using Microsoft.AspNetCore.SignalR;
using OrleansCommerce.Domain;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Orders;

namespace OrleansCommerce.Server.Realtime;

/// <summary>
/// What screens call. A watch answers with a snapshot, or with what changed after the position the screen had; from then on every
/// change comes by itself. A screen keeps the highest version of each item, and the last position for when it reconnects.
/// </summary>
internal sealed class LiveHub(StreamToHub streams, FeedReader reader, LiveEpoch epoch) : Hub
{
    /// <summary>Watches of one connection.</summary>
    public const int WatchesMax = 100;

    /// <summary>Fulfilments in one answer; what there is beyond follows as changes.</summary>
    public const int FulfilmentsMax = 1_000;

    public Task<WatchAnswer> WatchLocation(string locationId, long? afterPosition, string? positionEpoch)
    {
        Allow(Scopes.StockRead);
        return Me.MayReach(Checked(locationId))
            ? Watch(new(WatchKind.Location, locationId), afterPosition, positionEpoch)
            : throw new HubException("forbidden: your sign-in is bound to other locations.");
    }

    public Task<WatchAnswer> WatchSku(string sku, long? afterPosition, string? positionEpoch)
    {
        Allow(Scopes.StockRead);
        return !Me.IsBound
            ? Watch(new(WatchKind.Sku, Checked(sku)), afterPosition, positionEpoch)
            : throw new HubException("forbidden: your sign-in is bound to some locations; a SKU is watched in all of them.");
    }

    /// <summary>Those may watch an order who may read it: a store's staff if their store has, or had, a part in it.</summary>
    public async Task<WatchAnswer> WatchOrder(string orderId, long? afterPosition, string? positionEpoch)
    {
        Allow(Scopes.OrdersRead);
        var key = new WatchKey(WatchKind.Order, Checked(orderId));
        var order = await Reading(() => reader.Order(orderId)) ?? throw new HubException("unknown-order: there is no such order.");
        return OrderEndpoints.MayReach(Me, order)
            ? await Watch(key, afterPosition, positionEpoch)
            : throw new HubException("forbidden: your sign-in is bound to other locations.");
    }

    public Task UnwatchLocation(string locationId) => Unwatch(new(WatchKind.Location, Checked(locationId)));

    public Task UnwatchSku(string sku) => Unwatch(new(WatchKind.Sku, Checked(sku)));

    public Task UnwatchOrder(string orderId) => Unwatch(new(WatchKind.Order, Checked(orderId)));

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        foreach (var outbox in Mine().Values)
        {
            await streams.Leave(outbox);
        }

        await base.OnDisconnectedAsync(exception);
    }

    private Caller Me => Caller.Of(Context.User!);

    private async Task<WatchAnswer> Watch(WatchKey key, long? afterPosition, string? positionEpoch)
    {
        var mine = Mine();
        if (mine.Count >= WatchesMax && !mine.ContainsKey(key))
        {
            throw new HubException($"too-many-watches: a connection may watch {WatchesMax} things.");
        }

        // First listen, then read: what changes in between comes twice rather than never.
        var withFulfilments = Context.User!.Allows(Scopes.OrdersRead);
        var outbox = await Reading(() => streams.Join(key, LiveConnections.Of(Context), withFulfilments))
            ?? throw new HubException("busy: this server watches as much as it can.");
        if (mine.Remove(key, out var before))
        {
            await streams.Leave(before);
        }

        mine[key] = outbox;
        return await Reading(() => Answer(outbox, afterPosition, positionEpoch, withFulfilments));
    }

    private async Task<WatchAnswer> Answer(Outbox outbox, long? afterPosition, string? positionEpoch, bool withFulfilments)
    {
        // A position beyond the head, or of another epoch, was given by another store: it says nothing about this one.
        var mine = await epoch.Read();
        var isKnown = afterPosition is >= 0 && afterPosition <= reader.Watermark && (positionEpoch is null || positionEpoch == mine);
        var after = isKnown ? afterPosition!.Value : 0;
        var key = outbox.Feed.Key;
        var first = key.Kind == WatchKind.Order ? await reader.Beside(key, after) : await reader.UnderWay(key);
        var fulfilments = first.Changes.Where(change => change.Kind == ChangeKind.Fulfilment).ToList();
        var items = first.Changes.Where(change => change.Kind != ChangeKind.Fulfilment).ToList();
        var (position, isLast) = (first.Position, fulfilments.Count <= FulfilmentsMax);
        if (key.Kind != WatchKind.Order)
        {
            var page = await reader.Stock(key, after);
            items.AddRange(page.Changes);
            (position, isLast) = (isLast ? Math.Max(after, Math.Min(position, page.Position)) : after, isLast && page.IsLast);
        }

        // Whatever one screen is told all are told: so a digest means the same to each.
        outbox.Feed.Take(fulfilments.Concat(items));
        outbox.Start(position, isBehind: !isLast);
        var shown = items.Select(change => change.Body).ToList();
        return new(
            key.Name, position, mine, isKnown ? null : shown, isKnown ? shown : null,
            withFulfilments && key.Kind == WatchKind.Location ? [.. fulfilments.Take(FulfilmentsMax).Select(change => change.Body)] : null,
            isLast ? null : true)
        {
            Written = outbox.Open,
        };
    }

    private async Task Unwatch(WatchKey key)
    {
        if (Mine().Remove(key, out var outbox))
        {
            await streams.Leave(outbox);
        }
    }

    /// <summary>A connection's calls come one after the other, so this needs no lock.</summary>
    private Dictionary<WatchKey, Outbox> Mine()
    {
        if (Context.Items[nameof(Mine)] is not Dictionary<WatchKey, Outbox> mine)
        {
            Context.Items[nameof(Mine)] = mine = [];
        }

        return mine;
    }

    private void Allow(string scope)
    {
        if (!Context.User!.Allows(scope))
        {
            throw new HubException($"forbidden: this takes the scope {scope}.");
        }
    }

    /// <summary>What can't be read now can be read later: the screen asks again.</summary>
    private static async Task<T> Reading<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is JournalUnavailableException || RetriableException.Covers(e))
        {
            throw new HubException("retry: the store does not answer at the moment.");
        }
    }

    private static string Checked(string? id) => Identifier.IsValid(id) ? id! : throw new HubException("invalid-id: not a valid id.");
}
