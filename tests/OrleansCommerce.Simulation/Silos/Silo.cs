using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using OrleansCommerce.Grains;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Audit;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Storage;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Silos;

/// <summary>One process of the engine: the product's own grains, group commit, view and sweep, on the world's time and order.</summary>
public sealed class Silo
{
    private readonly Cluster _cluster;
    private readonly ServiceProvider _services;
    private readonly List<Task> _loops = [];
    private long _requests;

    public Silo(Cluster cluster, string name, Chance chance)
    {
        _cluster = cluster;
        Name = name;
        Host = new Host(name);
        Clock = new HostClock(cluster.World, Host, chance.Apart($"{name} timers"));
        Storage = new SiloStorage(cluster, Host, chance.Apart($"{name} storage"));
        Journal = cluster.Plant.Link(Storage, this);
        var services = new ServiceCollection();
        AddEngine(services);
        _services = services.BuildServiceProvider();
        Runtime = _services.GetRequiredService<InProcessRuntime>();
        Commit = _services.GetRequiredService<GroupCommit>();
        View = _services.GetRequiredService<StockViewWriter>();
        Reservations = _services.GetRequiredService<ReservationService>();
        Snapshots = _services.GetRequiredService<SnapshotWriter>();
        Sweep = _services.GetRequiredService<ExpirySweep>();
        Books = _services.GetRequiredService<BooksAudit>();
        Refold = _services.GetRequiredService<StockRefold>();
        Upkeep = _services.GetRequiredService<OrderUpkeep>();
        Watch = _services.GetRequiredService<StockWatch>();
        Intake = _services.GetRequiredService<FeedIntake>();
        Reconciler = _services.GetRequiredService<Reconciler>();
    }

    public string Name { get; }

    public Host Host { get; }

    public HostClock Clock { get; }

    public SiloStorage Storage { get; }

    public IJournal Journal { get; }

    public InProcessRuntime Runtime { get; }

    public IGrainFactory Grains => Runtime;

    public GroupCommit Commit { get; }

    public StockViewWriter View { get; }

    public SnapshotWriter Snapshots { get; }

    public ReservationService Reservations { get; }

    public ExpirySweep Sweep { get; }

    public BooksAudit Books { get; }

    public StockRefold Refold { get; }

    internal OrderUpkeep Upkeep { get; }

    public StockWatch Watch { get; }

    public FeedIntake Intake { get; }

    public Reconciler Reconciler { get; }

    /// <summary>It has opened its journal and takes requests.</summary>
    public bool IsOpen { get; internal set; }

    /// <summary>The others take it for dead, and it does not know.</summary>
    public bool IsEstranged { get; internal set; }

    /// <summary>It is being stopped in good order: what repeats itself ends.</summary>
    public bool IsStopping { get; private set; }

    public bool HasStopped { get; private set; }

    /// <summary>The others lead calls to it.</summary>
    public bool IsServing => IsOpen && !Host.IsDead && !IsEstranged;

    /// <summary>Runs a request of a client: each has a scheduler of its own, as each has a thread in production.</summary>
    public void Serve(string what, Func<Task> work) => Lane(_cluster.World.Trace.IsOn ? $"{what}#{++_requests}" : "request").Start(work);

    /// <summary>Runs something that repeats itself until <see cref="IsStopping"/>.</summary>
    public void Keep(string what, Func<Task> loop)
    {
        var ended = new TaskCompletionSource();
        _loops.Add(ended.Task);
        Serve(what, async () =>
        {
            await loop();
            ended.SetResult();
        });
    }

    /// <summary>As the server stops: first what calls the grains, then they, then what they write to.</summary>
    public async Task Stop()
    {
        IsStopping = true;
        foreach (var loop in _loops)
            await loop;
        IsOpen = false;
        await Runtime.StopAsync();
        await Snapshots.DisposeAsync();
        await View.DisposeAsync();
        await Commit.DisposeAsync();
        HasStopped = true;
    }

    public TaskLane Lane(string name) => new(_cluster.World, Host, name);

    /// <summary>Its code stops where it is. What it had sent to the storage may still arrive there.</summary>
    public void Crash()
    {
        Host.IsDead = true;
        Storage.Crash();
        // Everything else of it is forgotten; the meter alone would stay in a list of the whole process.
        Runtime.Statistics.Dispose();
    }

    private void AddEngine(ServiceCollection services)
    {
        var scenario = _cluster.Scenario;
        services.AddSingleton(new EngineClock(Clock));
        services.AddSingleton(Journal);
        services.AddSingleton(new ViewProgress(Clock));
        services.AddSingleton(p => new GroupCommit(Journal, scenario.GroupCommit, Clock, Lane("commit"), p.GetRequiredService<ViewProgress>()));
        services.AddSingleton(p => new StockViewWriter(
            Journal.Stock, Clock, new StockViewOptions { IsShared = scenario.IsCluster }, Lane("view"), p.GetRequiredService<ViewProgress>()));
        if (scenario.IsCluster && _cluster.Plant.ChecksHeads)
            services.AddSingleton(new HeadChecks(Journal, scenario.GroupCommit, Clock, Lane("heads")));
        services.AddGrainServices();
        services.AddSingleton(_cluster.OrderTerms);
        services.AddSingleton<OrderUpkeep>();
        services.AddSingleton(_ => new SnapshotWriter(Journal, Lane("snapshots"), scenario.SnapshotTail));
        services.AddInProcessOrleans(options =>
        {
            options.GrainAssemblies.Add(typeof(StockGrain).Assembly);
            options.StreamProviders.Add(StockStreams.Provider);
            options.TimeProvider = Clock;
            options.Executor = new SiloExecutor(_cluster.World, Host);
            options.Transport = new SiloTransport(_cluster, this);
            options.ResponseTimeout = scenario.ResponseTimeout;
            options.CollectionAge = scenario.CollectionAge;
            options.CollectionQuantum = TimeSpan.FromSeconds(1);
        });
    }
}
