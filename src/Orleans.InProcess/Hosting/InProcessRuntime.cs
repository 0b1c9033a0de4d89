using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Hosting;

/// <summary>All grains of one host: makes references, delivers messages, and ends everything when the host stops.</summary>
public sealed class InProcessRuntime : IClusterClient, IDisposable
{
    private readonly Housekeeping _housekeeping;
    private TaskCompletionSource? _emptied;
    private volatile bool _stopping;

    internal InProcessRuntime(IServiceProvider services, InProcessOrleansOptions options, Func<Type, bool> livesInScope)
    {
        ServiceProvider = services;
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Orleans.InProcess");
        Options = new RuntimeOptions(options, new ThreadPoolExecutor(logger));
        Log = new RuntimeLog(logger);
        Transport = options.Transport ?? new DirectTransport(this);
        Catalog = new GrainCatalog(options.GrainAssemblies, type => new GrainClass(this, type, livesInScope));
        Statistics = new RuntimeStatistics(() => ActivationCount);
        var clock = new CoarseClock(Options.TimeProvider, Options.ShortestLimit);
        CallDeadlines = new Deadlines(clock, Options.ResponseTimeout);
        ActivationDeadlines = new Deadlines(clock, Options.ActivationTimeout);
        DeactivationDeadlines = new Deadlines(clock, Options.DeactivationTimeout);
        _housekeeping = new Housekeeping(this, clock);
        _housekeeping.Start();
    }

    public IServiceProvider ServiceProvider { get; }

    public RuntimeStatistics Statistics { get; }

    /// <summary>How many activations there are now.</summary>
    public int ActivationCount => Catalog.Classes.Sum(grainClass => grainClass.Directory.Count);

    /// <summary>Whether a grain has an activation here now: what the directory of several simulated silos has to know.</summary>
    public bool IsActive(GrainId grain) => Catalog.ClassOf(grain.Type).Directory.Has(grain.Key.ToString());

    internal bool IsStopping => _stopping;

    internal RuntimeOptions Options { get; }

    internal RuntimeLog Log { get; }

    internal MessageTransport Transport { get; }

    internal GrainCatalog Catalog { get; }

    internal Deadlines CallDeadlines { get; }

    internal Deadlines ActivationDeadlines { get; }

    internal Deadlines DeactivationDeadlines { get; }

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return (TGrainInterface)(object)Catalog.Resolve(typeof(TGrainInterface), grainClassNamePrefix).Refer(primaryKey);
    }

    /// <inheritdoc/>
    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(grainPrimaryKey);
        return (IGrain)(object)Catalog.Resolve(grainInterfaceType).Refer(grainPrimaryKey);
    }

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable
    {
        var grainClass = Catalog.ClassOf(grainId.Type);
        return (TGrainInterface)(object)Catalog.InterfaceOf(grainClass, typeof(TGrainInterface)).Refer(grainId.Key.ToString());
    }

    /// <summary>Hands a message to the activation that it is for, which is made if there is none. Never runs grain code itself.</summary>
    public void Deliver(GrainMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var target = message.Target;
        var grainClass = ReferenceEquals(target.Class.Runtime, this) ? target.Class : Catalog.ClassOf(target.Class.Name);
        var activation = target.LastActivation;
        if (activation is null || activation.HasEnded || !ReferenceEquals(activation.Class, grainClass))
        {
            if (_stopping && !grainClass.Directory.Has(target.Key))
            {
                message.Reject(new SiloUnavailableException());
                return;
            }

            activation = grainClass.Directory.Pick(target.Key);
            if (grainClass.MaxWorkers == 0)
                target.LastActivation = activation;
        }

        activation.Post(message);
    }

    /// <summary>
    /// Deactivates everything: running requests finish, those that wait and new activations are refused. Returns when that is
    /// done, or at the limit on deactivation, or when the token is cancelled.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        var emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _emptied = emptied;
        _stopping = true;
        using var limit = Options.TimeProvider.CreateTimer(
            static state => ((TaskCompletionSource)state!).TrySetResult(), emptied, Options.DeactivationTimeout, Timeout.InfiniteTimeSpan);
        using var cancelled = cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), emptied);
        foreach (var activation in InOrder(static _ => true))
            activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The host is stopping."), cancellationToken);
        Ended();
        await emptied.Task;
        if (ActivationCount is > 0 and var left)
            Log.LeftBehind(left, Options.DeactivationTimeout);
        Dispose();
    }

    /// <summary>Stops the clock: nothing expires any more, and who still waits is told so.</summary>
    public void Dispose()
    {
        _stopping = true;
        _housekeeping.Stop();
        CallDeadlines.Drain(static item => ((GrainRequest)item).Abandon(new SiloUnavailableException()));
        Statistics.Dispose();
    }

    /// <exception cref="KeyNotFoundException">No provider of this name was set up.</exception>
    internal IStreamProvider GetStreamProvider(string name) => ClientStreamingExtensions.GetStreamProvider(this, name);

    /// <summary>Activations by class and key: no effect may depend on the order inside a hash table.</summary>
    internal IEnumerable<Activation> InOrder(Func<Activation, bool> which) => Catalog.Classes.SelectMany(grainClass =>
        grainClass.Directory.All().Where(which).OrderBy(activation => activation.Key, StringComparer.Ordinal));

    /// <summary>Called when an activation has left its directory.</summary>
    internal void Ended()
    {
        if (_emptied is { } emptied && Catalog.Classes.All(grainClass => grainClass.Directory.IsEmpty))
            emptied.TrySetResult();
    }
}
