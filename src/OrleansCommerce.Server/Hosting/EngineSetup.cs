using OrleansCommerce.Grains;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Server.Demo;

namespace OrleansCommerce.Server.Hosting;

/// <summary>
/// Registers the engine: journal, grains and what runs beside them. The runtime behind the grains is chosen when this is built: it is in
/// <c>InProcess</c> or <c>Cluster</c> beside this file.
/// </summary>
public static class EngineSetup
{
    public static IServiceCollection AddEngine(this IServiceCollection services, IConfiguration configuration)
    {
        // What keeps the server from starting is thrown as well, and said there: in one line where it is foreseen, whole where it is not.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical));
        // Before anything is loaded.
        if (configuration.GetValue("Memory:HugePages", true))
        {
            services.AddHostedService<HugePages>();
        }

        services.AddSingleton(new EngineClock(TimeProvider.System));
        services.AddJournal(configuration);
        services.AddGrainServices();
        services.AddSingleton(OrderTermsOf(configuration));
        services.AddSingleton<Readiness>();
        services.AddMetrics();
        services.AddSingleton<FeedMeter>();
        services.AddSingleton<ServerMeter>();
        services.AddSingleton<DemoLoader>();
        // The runtime starts before whoever calls grains, and ends after.
        services.AddGrainRuntime();
        services.AddHostedService<EngineHost>();
        services.AddHostedService<RoutingHost>();
        services.AddSingleton<AgedHoldAlarm>();
        services.AddSweeps();
        services.AddHostedService<FeedHost>();
        services.AddHostedService<RetentionHost>();
        services.AddHostedService<SnapshotReport>();
        return services;
    }

    /// <summary><c>Orders:AcceptMinutes</c> and <c>Orders:CollectHours</c>.</summary>
    private static OrderTerms OrderTermsOf(IConfiguration configuration)
    {
        var terms = new OrderTerms();
        var orders = configuration.GetSection("Orders");
        return terms with
        {
            AcceptWithin = TimeSpan.FromMinutes(orders.GetValue("AcceptMinutes", terms.AcceptWithin.TotalMinutes)),
            CollectWithin = TimeSpan.FromHours(orders.GetValue("CollectHours", terms.CollectWithin.TotalHours)),
        };
    }
}
