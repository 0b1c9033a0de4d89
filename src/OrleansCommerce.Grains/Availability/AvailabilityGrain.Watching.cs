using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply.Inbound;

namespace OrleansCommerce.Grains.Availability;

// The figures: watched from the first question on, until nobody has asked for a while.
public sealed partial class AvailabilityGrain
{
    /// <summary>Unread for so long, it leaves the memory. Changes that arrive would keep it there for ever.</summary>
    internal static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(2);

    private const int PageRows = 1_000;

    private static readonly TimeSpan InboundAgeMax = TimeSpan.FromMilliseconds(500);

    private readonly List<StreamSubscriptionHandle<StockChanged>> _subscriptions = [];
    private Task<SkuFigures>? _watching;
    private SkuFigures? _figures;
    private ImmutableArray<InboundFigure> _inbound;
    private long _inboundAt;
    private long _readAt;

    private async Task<SkuFigures> Watched()
    {
        var watching = _watching ??= Watch();
        try
        {
            return await watching;
        }
        catch
        {
            // The next one who asks tries again.
            if (_watching == watching)
            {
                _watching = null;
                await Unwatch();
            }

            throw;
        }
    }

    /// <summary>First listens, then reads: what changes in between comes twice rather than never.</summary>
    private async Task<SkuFigures> Watch()
    {
        var figures = _figures = new SkuFigures(_sku);
        watch.Add(StockStreams.BySku, _sku);
        repair.Add(figures);
        watch.Shown[_sku] = figures;
        var stream = StockStreams.Sku(this.GetStreamProvider(StockStreams.Provider), _sku);

        // What an activation that ended without a word has left behind brings nothing any more.
        foreach (var left in await stream.GetAllSubscriptionHandles())
        {
            await left.UnsubscribeAsync();
        }

        _subscriptions.Add(await stream.SubscribeAsync((changed, _) =>
        {
            figures.Take(changed.Key.LocationId, changed.Figures.Version, changed.Figures.Available);
            return Task.CompletedTask;
        }));
        for (string? after = null; ;)
        {
            var rows = await watch.View.BySku(_sku, after, PageRows);
            foreach (var row in rows)
            {
                figures.Take(row.LocationId, row.Version, row.OnHand - row.Reserved - row.SafetyStock);
            }

            if (rows.Count < PageRows)
            {
                break;
            }

            after = rows[^1].LocationId;
        }

        this.RegisterGrainTimer(static (grain, _) => grain.LeaveIfIdle(), this, new GrainTimerCreationOptions(IdleMax, IdleMax) { Interleave = true });
        return figures;
    }

    /// <summary>What is to come, half a second old at the most: only a backorder looks at it.</summary>
    private async ValueTask<ImmutableArray<InboundFigure>> Inbound()
    {
        if (_inbound.IsDefault || Services.Clock.Provider.GetElapsedTime(_inboundAt) > InboundAgeMax)
        {
            var askedAt = Services.Clock.Provider.GetTimestamp();
            (_inbound, _inboundAt) = ((await GrainFactory.GetGrain<IInboundGrain>(_sku).Promisable()).Lots, askedAt);
        }

        return _inbound;
    }

    private Task LeaveIfIdle()
    {
        if (Services.Clock.Provider.GetElapsedTime(_readAt) >= IdleMax)
        {
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    private async Task Unwatch()
    {
        if (_figures is not { } figures)
        {
            return;
        }

        _figures = null;
        repair.Remove(figures);
        watch.Shown.TryRemove(new(_sku, figures));
        watch.Remove(StockStreams.BySku, _sku);
        foreach (var subscription in _subscriptions)
        {
            await subscription.UnsubscribeAsync();
        }

        _subscriptions.Clear();
    }
}
