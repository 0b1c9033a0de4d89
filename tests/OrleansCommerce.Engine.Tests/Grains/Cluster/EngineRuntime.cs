using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.TestingHost;
using OrleansCommerce.Server.Hosting;

namespace OrleansCommerce.GrainTests;

/// <summary>
/// What stands behind the grains of an <see cref="Engine"/>: a cluster of Orleans silos, each with services of its own as in a process of
/// its own. They share the memory of this process only through the journal; calls between them are serialized.
/// </summary>
internal sealed class EngineRuntime : IAsyncDisposable
{
    /// <summary>A silo takes seconds to start and to stop. Not an even number, since every other batch is written before the process ends.</summary>
    public const int BatchesBetweenEnds = 7;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(10);

    private readonly InProcessTestCluster _cluster;

    private EngineRuntime(InProcessTestCluster cluster) => _cluster = cluster;

    public IReadOnlyList<IServiceProvider> Processes => [.. _cluster.Silos.Select(silo => silo.ServiceProvider)];

    public static async Task<EngineRuntime> Start(Action<IServiceCollection> addEngine, int processes)
    {
        var builder = new InProcessTestClusterBuilder((short)processes);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSilo((_, silo) =>
        {
            addEngine(silo.Services);
            silo.AddStockStreams().Services.AddWireTypes();

            // Wherever a call comes from: else a caller's own silo would get most grains, and hardly a call would leave it.
            silo.Services.AddSingleton<PlacementStrategy, RandomPlacement>();
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var runtime = new EngineRuntime(cluster);
        await runtime.SilosKnowEachOther(processes);
        return runtime;
    }

    /// <summary>Ends the last process in good order: its grains are made anew elsewhere when they are next called.</summary>
    public Task StopLast() => _cluster.StopSiloAsync(_cluster.Silos[^1]);

    /// <summary>
    /// A silo that has just started places grains on those it has heard of and whose list of grains it has read, which comes a moment later:
    /// until then it may be itself alone.
    /// </summary>
    private async Task SilosKnowEachOther(int processes)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        using var timer = new PeriodicTimer(LookPause);
        while (Processes.Any(p => p.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count < processes
            || p.GetRequiredService<IClusterManifestProvider>().Current.Silos.Count < processes))
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }
}
