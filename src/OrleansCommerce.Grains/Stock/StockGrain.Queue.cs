using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Supply.Demand;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Stock;

// What arrives while orders wait for the SKU is theirs before anybody else sees it.
public sealed partial class StockGrain
{
    private IDemandGrain Demand => GrainFactory.GetGrain<IDemandGrain>(_key.Sku);

    private async ValueTask<StockCommand> ForQueue(StockCommand command) =>
        command is Move { Kind: MovementKind.Receipt or MovementKind.TransferIn or MovementKind.Return or MovementKind.Adjustment or MovementKind.Count } move
        && watch.Queues.MayWait(_key.Sku)
            ? move with { Queued = await Demand.Waiting() }
            : command;

    /// <summary>Where the queue has become shorter since, as when its orders were cancelled, nobody is refused for its sake.</summary>
    private async Task<bool> LiftStaleEarmark()
    {
        if (State.Earmarked == 0 || await Demand.Waiting() is var waiting && waiting >= State.Earmarked)
        {
            return false;
        }

        await Execute(new SetEarmark(waiting), Origin.Engine, Admission.Settling);
        return true;
    }
}
