using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Grains.Orders;

// What changed when, for those who watch the list.
public sealed partial class FulfilmentListGrain
{
    /// <summary>Beyond so many places remembered, all count as being at the newest.</summary>
    private const int PlacesMax = 4 * FulfilmentList.EndedMax;

    /// <summary>Applied, and not known to be durable: where in the feed they will be nobody knows yet.</summary>
    private readonly Queue<(long Change, FulfilmentFigures Shown)> _inFlight = new();
    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FulfilmentFigures> _waiting = new(StringComparer.Ordinal);
    private PublishPause? _pause;
    private long _loadedAt;
    private long _newest;

    public Task<ImmutableArray<FulfilmentFigures>> UnderWay() => Durable(list => list.ByAge.Where(f => f.IsActive).ToImmutableArray());

    public Task<ImmutableArray<FulfilmentFigures>> ChangedSince(long position) => Durable(list =>
    {
        if (position >= _newest && _inFlight.Count == 0)
        {
            return [];
        }

        var inFlight = _inFlight.Select(one => one.Shown.FulfilmentId).ToHashSet(StringComparer.Ordinal);
        return list.ByAge
            .Where(f => _places.GetValueOrDefault(f.FulfilmentId, _loadedAt) > position || inFlight.Contains(f.FulfilmentId)).ToImmutableArray();
    });

    protected override void OnLoaded(long position)
    {
        _inFlight.Clear();
        _places.Clear();
        _loadedAt = _newest = position;
    }

    protected override void OnDurable(long answer, long position)
    {
        var isWatched = watchers.IsWatched(OrderStreams.FulfilmentsByLocation, this.GetPrimaryKeyString());
        _newest = position;
        while (_inFlight.TryPeek(out var next) && next.Change <= answer)
        {
            _inFlight.Dequeue();
            _places[next.Shown.FulfilmentId] = position;
            if (isWatched)
            {
                _waiting[next.Shown.FulfilmentId] = next.Shown;
            }
        }

        if (_places.Count > PlacesMax)
        {
            _places.Clear();
            _loadedAt = position;
        }

        if (_waiting.Count > 0)
        {
            (_pause ??= new(this, Publish)).Arm();
        }
    }

    private Task Publish()
    {
        if (_waiting.Count == 0)
        {
            return Task.CompletedTask;
        }

        var changed = new FulfilmentsChanged([.. _waiting.Values]);
        _waiting.Clear();
        return OrderStreams.Fulfilments(this.GetStreamProvider(StockStreams.Provider), this.GetPrimaryKeyString()).OnNextAsync(changed);
    }
}
