using Orleans;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Grains.Orders;

// What is told to those who watch the order.
public sealed partial class OrderGrain
{
    private PublishPause? _pause;
    private OrderFigures? _changed;

    /// <summary>An order at its end leaves the memory at once, and its end is what its watchers wait for.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Publish();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    protected override void OnDurable(OrderDecision answer, long position)
    {
        // One step at a time: what has just become durable is the newest there is.
        if (State.Exists && watchers.IsWatched(OrderStreams.ByOrder, _id))
        {
            _changed = OrderFigures.Of(State);
            (_pause ??= new(this, Publish)).Arm();
        }
    }

    private async Task Publish()
    {
        if (_changed is { } order)
        {
            _changed = null;
            await OrderStreams.Order(this.GetStreamProvider(StockStreams.Provider), _id).OnNextAsync(new OrderChanged(order));
        }
    }
}
