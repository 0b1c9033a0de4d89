using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Availability;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Routing;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Simulation.Silos;

/// <summary>What the server does beside the requests where there are orders: the sweeps, and what routing relies on is kept fresh.</summary>
internal sealed class OrderUpkeep(
    OrderSweep orders, CapacitySweep capacity, SupplySweep supply, DeficitSweep deficits, RoutingBoard board, AvailabilityRepair availability)
{
    /// <summary>Slower than the server's, since the figures of a few stores change seldom; who needs them fresh asks for them.</summary>
    private static readonly TimeSpan RoutingPeriod = TimeSpan.FromMilliseconds(500);

    /// <summary>The same goes for what looks into every index; streams tell of most of it before.</summary>
    private const int RepairSlowness = 4;

    private long _looks;

    public void Start(Silo silo, bool sweeps, bool relieves)
    {
        if (sweeps)
        {
            silo.Keep("capacity", () => Repeat(silo, CapacitySweepPeriod, () => capacity.Once(SweepCalls.Patience)));
            silo.Keep("orders", () => Repeat(silo, OrderSweep.Period, () => orders.Once(SweepCalls.Patience)));
            silo.Keep("supply", () => Repeat(silo, SupplySweep.Period, Supply));
        }

        if (sweeps && relieves)
            silo.Keep("deficits", () => Repeat(silo, DeficitSweep.Period, () => deficits.Once(SweepCalls.Patience)));
        silo.Keep("board", () => Repeat(silo, RoutingPeriod, board.Look));
        silo.Keep("availability", () => Repeat(silo, RoutingPeriod, availability.Once));
    }

    private static TimeSpan CapacitySweepPeriod => ExpirySweep.Period;

    private async Task Supply()
    {
        await supply.Look(SweepCalls.Patience);
        if (_looks++ % (RepairSlowness * SupplySweep.PeriodsPerRepair) == 0)
            await supply.Repair(SweepCalls.Patience);
    }

    private static async Task Repeat(Silo silo, TimeSpan period, Func<Task> look)
    {
        while (!silo.IsStopping)
        {
            await Task.Delay(period, silo.Clock);
            try
            {
                await look();
            }
            catch (Exception e) when (e is JournalUnavailableException || RetriableException.Covers(e))
            {
                // As the server does: the next look is soon.
            }
        }
    }
}
