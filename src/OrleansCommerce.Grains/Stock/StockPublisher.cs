using Orleans;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Stock;

/// <summary>Tells the streams what has become durable, for an item that somebody watches; of several changes the latest.</summary>
internal sealed class StockPublisher
{
    private readonly Grain _grain;
    private readonly StockKey _key;
    private readonly StockWatch _watch;
    private readonly PublishPause _pause;
    private StockChanged? _waiting;

    public StockPublisher(Grain grain, StockKey key, StockWatch watch)
    {
        (_grain, _key, _watch) = (grain, key, watch);
        _pause = new(grain, Publish);
    }

    public void Changed(StockFigures figures, long position)
    {
        _waiting = new StockChanged(_key, figures, position);
        _pause.Arm();
    }

    private async Task Publish()
    {
        if (_waiting is not { } changed)
        {
            return;
        }

        _waiting = null;
        var provider = _grain.GetStreamProvider(StockStreams.Provider);
        if (_watch.IsWatched(StockStreams.ByLocation, _key.LocationId))
        {
            await StockStreams.Location(provider, _key.LocationId).OnNextAsync(changed);
        }

        if (_watch.IsWatched(StockStreams.BySku, _key.Sku))
        {
            await StockStreams.Sku(provider, _key.Sku).OnNextAsync(changed);
        }
    }

    public static StockRow Row(StockKey key, StockFigures f, long position) => new(
        key.Sku, key.LocationId, f.Version, position, f.OnHand, f.Reserved, f.SafetyStock, f.Damaged, f.Received, f.GoneOut, f.Holds,
        f.NextDue, f.At, f.OldestConfirmed);
}
