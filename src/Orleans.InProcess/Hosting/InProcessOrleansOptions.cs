using System.Reflection;

namespace Orleans.Hosting;

/// <summary>How grains run in this process. Times are measured with <see cref="TimeProvider"/>.</summary>
public sealed class InProcessOrleansOptions
{
    /// <summary>The assemblies that are searched once, at start, for grain classes.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>The names of the stream providers, for <c>GetStreamProvider(name)</c>.</summary>
    public IList<string> StreamProviders { get; } = [];

    /// <summary>The only source of time: call timeouts, timers, idle deactivation.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>A call that has no answer after this time ends in a <see cref="TimeoutException"/>.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an activation may be idle before it is deactivated, where its class says nothing else.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often idle activations are looked for.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The limit on <c>OnActivateAsync</c>.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The limit on <c>OnDeactivateAsync</c>, and on the deactivation of everything when the host stops.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many events wait for one slow subscriber; beyond it the oldest is dropped and counted.</summary>
    public int StreamQueueLimit { get; set; } = 1024;

    /// <summary>Where and in which order turns run; the thread pool if null.</summary>
    public TurnExecutor? Executor { get; set; }

    /// <summary>How messages travel; directly if null.</summary>
    public MessageTransport? Transport { get; set; }
}
