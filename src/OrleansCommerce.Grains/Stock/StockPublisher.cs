using Orleans;
using Orleans.Runtime;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Stock;

/// <summary>
/// Tells the streams what has become durable, for an item that somebody watches. Changes are coalesced for <see cref="Pause"/>, the
/// latest wins.
/// </summary>
internal sealed class StockPublisher(Grain grain, StockKey key, StockWatch watch)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private IGrainTimer? _timer;
    private StockChanged? _waiting;

    public void Changed(StockFigures figures, long position)
    {
        var isArmed = _waiting is not null;
        _waiting = new StockChanged(key, figures, position);
        if (isArmed)
        {
            return;
        }

        if (_timer is null)
        {
            var options = new GrainTimerCreationOptions(Pause, Timeout.InfiniteTimeSpan) { Interleave = true };
            _timer = grain.RegisterGrainTimer(static (publisher, _) => publisher.Publish(), this, options);
        }
        else
        {
            _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task Publish()
    {
        if (_waiting is not { } changed)
        {
            return;
        }

        _waiting = null;
        var provider = grain.GetStreamProvider(StockStreams.Provider);
        if (watch.IsWatched(StockStreams.ByLocation, key.LocationId))
        {
            await StockStreams.Location(provider, key.LocationId).OnNextAsync(changed);
        }

        if (watch.IsWatched(StockStreams.BySku, key.Sku))
        {
            await StockStreams.Sku(provider, key.Sku).OnNextAsync(changed);
        }
    }

    public static StockRow Row(StockKey key, StockFigures f, long position) => new(
        key.Sku, key.LocationId, f.Version, position, f.OnHand, f.Reserved, f.SafetyStock, f.Damaged, f.Received, f.GoneOut, f.Holds,
        f.NextDue, f.At, f.OldestConfirmed);
}
