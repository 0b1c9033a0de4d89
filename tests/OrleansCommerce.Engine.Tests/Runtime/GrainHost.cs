using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;

namespace OrleansCommerce.Runtime;

/// <summary>The runtime with a clock that the test moves and turns that the test runs.</summary>
internal sealed class GrainHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private GrainHost(int seed, Action<InProcessOrleansOptions>? configure)
    {
        Executor = new StepExecutor(seed);
        var services = new ServiceCollection().AddSingleton(Probe).AddScoped<ScopedThing>();
        services.AddInProcessOrleans(options =>
        {
            options.GrainAssemblies.Add(typeof(GrainHost).Assembly);
            options.StreamProviders.Add("streams");
            options.TimeProvider = Time;
            options.Executor = Executor;
            configure?.Invoke(options);
        });
        _services = services.BuildServiceProvider(validateScopes: true);
        Runtime = _services.GetRequiredService<InProcessRuntime>();
    }

    public ManualTimeProvider Time { get; } = new();

    public Probe Probe { get; } = new();

    public StepExecutor Executor { get; }

    public InProcessRuntime Runtime { get; }

    public IServiceProvider Services => _services;

    public static GrainHost Start(Action<InProcessOrleansOptions>? configure = null, int seed = 1) => new(seed, configure);

    public T Grain<T>(string key)
        where T : IGrainWithStringKey => Runtime.GetGrain<T>(key);

    public void Run() => Executor.RunUntilIdle();

    /// <summary>Runs until nothing moves, then gives the result of what must have ended by then.</summary>
    public T Run<T>(Task<T> task)
    {
        Run();
        Assert.True(task.IsCompleted, "Still running.");
        return task.GetAwaiter().GetResult();
    }

    public void Run(Task task)
    {
        Run();
        Assert.True(task.IsCompleted, "Still running.");
        task.GetAwaiter().GetResult();
    }

    /// <summary>Moves the clock in steps, so that what fires on the way can set the next timer.</summary>
    public void Advance(TimeSpan by)
    {
        for (var left = by; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(250))
        {
            Time.Advance(left < TimeSpan.FromMilliseconds(250) ? left : TimeSpan.FromMilliseconds(250));
            Run();
        }
    }

    public void Open(string gate)
    {
        Probe.Open(gate);
        Run();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>A service that lives in a scope.</summary>
public sealed class ScopedThing(Probe probe) : IDisposable
{
    public void Dispose() => probe.Tell("scope disposed");
}
