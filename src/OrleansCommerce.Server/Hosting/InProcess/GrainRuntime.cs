using Orleans.Hosting;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Server.Hosting;

/// <summary>Runs the grains in this process, without ports or membership: the default.</summary>
internal static class GrainRuntime
{
    /// <summary>Whether other processes may run the same grains.</summary>
    public const bool IsCluster = false;

    public static IServiceCollection AddGrainRuntime(this IServiceCollection services) => services.AddInProcessOrleans(options =>
    {
        options.GrainAssemblies.Add(typeof(StockGrain).Assembly);
        options.StreamProviders.Add(StockStreams.Provider);
    });
}
