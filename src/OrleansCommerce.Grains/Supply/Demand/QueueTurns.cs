using System.Collections.Immutable;
using OrleansCommerce.Domain.Supply.Demand;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Supply.Demand;

/// <summary>
/// Whether asking the queue may come to anything: nobody is asked twice about the same stock, unless half a minute has passed, since what
/// else an order needs, such as a carrier or a slot, may be there by then.
/// </summary>
internal sealed class QueueTurns(EngineClock clock)
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);

    private ImmutableArray<StockSeen> _stock = [];
    private long _queueVersion = -1;
    private long _askedAt;

    public bool IsWorthAsking(ImmutableArray<StockSeen> stock, long queueVersion) =>
        queueVersion != _queueVersion || clock.Provider.GetElapsedTime(_askedAt) >= AskAgainAfter || !stock.SequenceEqual(_stock);

    public void Asked(ImmutableArray<StockSeen> stock, long queueVersion) =>
        (_stock, _queueVersion, _askedAt) = (stock, queueVersion, clock.Provider.GetTimestamp());
}
