using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>What stands behind the grains of an <see cref="Engine"/>: the runtime in this process.</summary>
internal sealed class EngineRuntime : IAsyncDisposable
{
    /// <summary>It starts in no time: a test that ends the process does so at every batch.</summary>
    public const int BatchesBetweenEnds = 1;

    private readonly ServiceProvider _services;

    private EngineRuntime(ServiceProvider services) => _services = services;

    public IReadOnlyList<IServiceProvider> Processes => [_services];

    /// <param name="processes">Must be 1: two processes are two engines.</param>
    public static async Task<EngineRuntime> Start(Action<IServiceCollection> addEngine, int processes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(processes, 1);
        var services = new ServiceCollection();
        addEngine(services);
        services.AddInProcessOrleans(options =>
        {
            options.GrainAssemblies.Add(typeof(StockGrain).Assembly);
            options.StreamProviders.Add(StockStreams.Provider);
        });
        var provider = services.BuildServiceProvider();
        foreach (var service in provider.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        return new EngineRuntime(provider);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.GetRequiredService<SnapshotWriter>().DisposeAsync();
        await _services.GetRequiredService<StockViewWriter>().DisposeAsync();
        await _services.GetRequiredService<GroupCommit>().DisposeAsync();
    }
}
