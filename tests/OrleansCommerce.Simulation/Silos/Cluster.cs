using Orleans;
using Orleans.Streams;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Checks;
using OrleansCommerce.Simulation.Faults;
using OrleansCommerce.Simulation.Participants.Stock;
using OrleansCommerce.Simulation.Planted;
using OrleansCommerce.Simulation.Storage;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Silos;

/// <summary>The silos over one database, with what connects them.</summary>
public sealed class Cluster
{
    private static readonly TimeSpan OpenPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan TendPeriod = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan AllTime = TimeSpan.FromHours(24);

    private readonly List<Silo> _silos = [];
    private readonly Chance _chance;
    private int _started;

    public Cluster(World world, Scenario scenario, FaultBook faults, Witness witness, Plant plant, Chance chance)
    {
        (World, Scenario, Faults, Witness, Plant, _chance) = (world, scenario, faults, witness, plant, chance);
        OrderTerms = scenario.OrderTerms;
        Network = new Network(chance, faults, scenario);
        Directory = new Directory(this, chance);
        Database = new Database(this, chance);
    }

    public World World { get; }

    public Scenario Scenario { get; }

    public FaultBook Faults { get; }

    public Witness Witness { get; }

    public Plant Plant { get; }

    /// <summary>What silos that start from now on let orders take.</summary>
    public OrderTerms OrderTerms { get; private set; }

    public Network Network { get; }

    public Directory Directory { get; }

    public Database Database { get; }

    /// <summary>All that are not dead, open or not.</summary>
    public IReadOnlyList<Silo> Silos => _silos;

    public List<Silo> Serving => _silos.FindAll(silo => silo.IsServing);

    public Silo Start()
    {
        var silo = new Silo(this, $"silo-{++_started}", _chance);
        _silos.Add(silo);
        silo.Serve("open", () => Open(silo));
        World.Trace.Line(World, $"{silo.Name} starts");
        return silo;
    }

    public void Crash(Silo silo)
    {
        World.Trace.Line(World, $"{silo.Name} crashes");
        _silos.Remove(silo);
        silo.Crash();
    }

    /// <summary>
    /// From now on stores and customers have all the time in the world: once what has a deadline has reached it, nothing comes up any more
    /// but by somebody's doing. Every process is started anew for that.
    /// </summary>
    public void EndDeadlines()
    {
        OrderTerms = OrderTerms with { AcceptWithin = AllTime, CollectWithin = AllTime };
        foreach (var silo in _silos.ToList())
            Crash(silo);
        for (var i = 0; i < Scenario.Silos; i++)
            Start();
    }

    /// <summary>As the server starts: the journal, then requests, the sweep, and what the view may have missed.</summary>
    private async Task Open(Silo silo)
    {
        while (true)
        {
            try
            {
                await silo.Journal.Start(CancellationToken.None);
                var missed = await silo.View.Start(silo.Journal);
                silo.IsOpen = true;
                World.Trace.Line(World, $"{silo.Name} is open, {missed.Count} items to fold anew");
                await Watch(silo);
                if (Plant.Sweeps)
                    silo.Keep("sweep", () => SweepForEver(silo));
                if (Scenario.HasOrders)
                    silo.Upkeep.Start(silo, Plant.Sweeps, Plant.Relieves);
                if (silo.View.IsShared)
                    silo.Keep("tend", () => TendForEver(silo, missed));
                else
                    missed.ToList().ForEach(stream => silo.Keep("fold", () => Fold(silo, stream)));
                return;
            }
            catch (JournalUnavailableException)
            {
                await Task.Delay(OpenPause, silo.Clock);
            }
        }
    }

    /// <summary>Somebody at each silo watches the location, as a screen does.</summary>
    private async Task Watch(Silo silo)
    {
        silo.Watch.Add(StockStreams.ByLocation, StockWorkload.LocationId);
        var provider = ((IClusterClient)silo.Runtime).GetStreamProvider(StockStreams.Provider);
        await StockStreams.Location(provider, StockWorkload.LocationId).SubscribeAsync((changed, _) =>
        {
            Witness.Published(changed);
            return Task.CompletedTask;
        });
    }

    private static async Task SweepForEver(Silo silo)
    {
        while (!silo.IsStopping)
        {
            await Task.Delay(ExpirySweep.Period, silo.Clock);
            try
            {
                await silo.Sweep.Once(SweepCalls.Patience);
            }
            catch (JournalUnavailableException)
            {
                // As the server does: the next look is soon.
            }
        }
    }

    private static async Task TendForEver(Silo silo, IReadOnlyList<string> left)
    {
        while (!silo.IsStopping)
        {
            try
            {
                await silo.Refold.Fold(left);
                left = await silo.View.Tend(silo.Journal);
                await silo.Refold.Fold(left);
                left = [];
            }
            catch (JournalUnavailableException)
            {
                // As the server does: the sweep folds what is left, if not the next look.
            }

            await Task.Delay(TendPeriod, silo.Clock);
        }
    }

    private static async Task Fold(Silo silo, string stream)
    {
        try
        {
            await silo.Grains.GetGrain<IStockGrain>(stream[StockStreams.JournalPrefix.Length..]).Read();
        }
        catch (Exception e) when (e is RetriableException or TimeoutException)
        {
            // The sweep has it loaded later.
        }
    }
}
