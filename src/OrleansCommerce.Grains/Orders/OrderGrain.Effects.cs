using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Supply.Demand;

namespace OrleansCommerce.Grains.Orders;

// What happened is recorded; here others are told, and what still waits is routed.
public sealed partial class OrderGrain
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, long> _shown = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _queued = new(StringComparer.Ordinal);

    /// <summary>
    /// Carries out what is recorded and not done. What can't be done now is left to the sweep: what the caller asked for is recorded, and
    /// they need not wait for the rest.
    /// </summary>
    private async Task CarryOut(Origin origin)
    {
        try
        {
            while (State.PendingEffects.Count > 0)
            {
                var pending = State.PendingEffects.ToList();
                foreach (var (_, effect) in pending)
                {
                    await effects.Do(_id, effect, origin);
                }

                await Execute(new SettleEffects(pending[^1].Version), origin);
            }

            if (HasWork)
            {
                await RouteWaiting(origin);
            }

            await Show();
            await Queue();
            await Leave();
        }
        catch (Exception e) when (RetriableException.Covers(e))
        {
            watch.Due(_id, Now + RetryAfter);
        }
    }

    /// <summary>Every location that has, or had, a part in it sees it on its list.</summary>
    private async Task Show()
    {
        foreach (var fulfilment in State.Fulfilments)
        {
            var figures = FulfilmentFigures.Of(State, fulfilment);
            var mark = ((long)fulfilment.State << 32) + fulfilment.Lines.Sum(line => line.Quantity);
            if (_shown.GetValueOrDefault(figures.FulfilmentId, -1) == mark)
            {
                continue;
            }

            await GrainFactory.GetGrain<IFulfilmentListGrain>(figures.LocationId).Show(figures);
            if (figures.CollectAt is { } store && store != figures.LocationId)
            {
                await GrainFactory.GetGrain<IFulfilmentListGrain>(store).Show(figures);
            }

            _shown[figures.FulfilmentId] = mark;
        }
    }

    /// <summary>In the queue of each SKU that it waits for, and of no other.</summary>
    private async Task Queue()
    {
        foreach (var sku in State.EverBackordered)
        {
            var waits = State.Backordered.Where(line => line.Sku == sku).Sum(line => line.Quantity);
            if (_queued.GetValueOrDefault(sku, -1) == waits)
            {
                continue;
            }

            var demand = GrainFactory.GetGrain<IDemandGrain>(sku);
            await (waits > 0 ? demand.Enqueue(_id, waits, State.PlacedAt) : demand.Leave(_id));
            _queued[sku] = waits;
        }
    }

    private async Task Leave()
    {
        if (State.Status is OrderStatus.Completed or OrderStatus.Cancelled && State.NextDue is null && State.PendingEffects.Count == 0)
        {
            await Forget();
            DeactivateOnIdle();
        }
        else
        {
            // While a part was being routed another part's time may have run out: what that leaves to do is done soon, by nobody else.
            watch.Due(_id, HasWork ? Now + RetryAfter : State.NextDue);
        }
    }

    private bool HasWork => State.PendingEffects.Count > 0 || !State.Unassigned.IsEmpty || State.Taking is not null || State.GivingBack is not null;
}
