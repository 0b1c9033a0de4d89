using Microsoft.AspNetCore.SignalR;
using OrleansCommerce.Domain;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Auth;

namespace OrleansCommerce.Server.Realtime;

/// <summary>
/// What screens call. A watch answers with a snapshot, or with what changed after the position the screen had; from then on every
/// change comes as <c>stockChanged</c>. A screen keeps the highest version of each item, and the last position for when it reconnects.
/// </summary>
internal sealed class LiveHub(StreamToHub streams, StockViewWriter view, SkuNames names) : Hub
{
    /// <summary>Watches of one connection.</summary>
    public const int WatchesMax = 100;

    /// <summary>Rows of one answer; a location or SKU with more is read page by page over HTTP.</summary>
    public const int SnapshotRowsMax = 20_000;

    private const int PageRows = 1_000;

    public Task<WatchAnswer> WatchLocation(string locationId, long? afterPosition) => Caller.Of(Context.User!).MayReach(Checked(locationId))
        ? Watch(WatchKey.Location(locationId), afterPosition)
        : throw new HubException("forbidden: your sign-in is bound to other locations.");

    public Task<WatchAnswer> WatchSku(string sku, long? afterPosition) => !Caller.Of(Context.User!).IsBound
        ? Watch(WatchKey.Sku(Checked(sku)), afterPosition)
        : throw new HubException("forbidden: your sign-in is bound to some locations; a SKU is watched in all of them.");

    public Task UnwatchLocation(string locationId) => Unwatch(WatchKey.Location(Checked(locationId)));

    public Task UnwatchSku(string sku) => Unwatch(WatchKey.Sku(Checked(sku)));

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        foreach (var key in Mine())
        {
            await streams.Remove(key);
        }

        await base.OnDisconnectedAsync(exception);
    }

    private async Task<WatchAnswer> Watch(WatchKey key, long? afterPosition)
    {
        var mine = Mine();
        if (mine.Count >= WatchesMax && !mine.Contains(key))
        {
            throw new HubException($"too-many-watches: a connection may watch {WatchesMax} streams.");
        }

        // First listen, then read: what changes in between comes twice rather than never.
        if (mine.Add(key))
        {
            await streams.Add(key);
            await Groups.AddToGroupAsync(Context.ConnectionId, key.Group);
        }

        // A position beyond the head was given by another store, or before a restore: it says nothing about this one.
        var after = afterPosition is >= 0 && afterPosition <= view.Watermark ? afterPosition : null;
        var (rows, position) = await Read(key, after ?? 0);
        return after is null ? new(position, rows, null) : new(position, null, rows);
    }

    private async Task<(IReadOnlyList<StockMessage> Rows, long Position)> Read(WatchKey key, long after)
    {
        var rows = new List<StockMessage>();
        while (true)
        {
            var page = await view.ChangedSince(key.LocationId, key.SkuId, after, PageRows);
            foreach (var row in page.Rows)
            {
                rows.Add(StockMessage.From(row) with { Name = await names.Of(row.Sku) });
            }

            after = page.Through;
            if (page.IsLast || rows.Count >= SnapshotRowsMax)
            {
                return (rows, after);
            }
        }
    }

    private async Task Unwatch(WatchKey key)
    {
        if (Mine().Remove(key))
        {
            await Groups.RemoveFromGroupAsync(Context.ConnectionId, key.Group);
            await streams.Remove(key);
        }
    }

    /// <summary>A connection's calls come one after the other, so this set needs no lock.</summary>
    private HashSet<WatchKey> Mine()
    {
        if (Context.Items[nameof(Mine)] is not HashSet<WatchKey> mine)
        {
            Context.Items[nameof(Mine)] = mine = [];
        }

        return mine;
    }

    private static string Checked(string id) => Identifier.IsValid(id) ? id : throw new HubException("invalid-id: not a valid id.");
}
