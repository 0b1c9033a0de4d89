using Orleans.Hosting;
using OrleansCommerce.Grains;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Server.Demo;

namespace OrleansCommerce.Server.Hosting;

/// <summary>Registers the engine: journal, grains and what runs beside them. The runtime behind the grains is chosen here alone.</summary>
public static class EngineSetup
{
    public static IServiceCollection AddEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new EngineClock(TimeProvider.System));
        services.AddJournal(configuration);
        services.AddGrainServices();
        services.AddSingleton<Readiness>();
        services.AddSingleton<DemoLoader>();
        services.AddHostedService<EngineHost>();
        services.AddHostedService<RetentionHost>();
        services.AddInProcessOrleans(options =>
        {
            options.GrainAssemblies.Add(typeof(StockGrain).Assembly);
            options.StreamProviders.Add(StockStreams.Provider);
        });
        return services;
    }
}
