using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Streams;

namespace Orleans.Hosting;

/// <summary>Set-up.</summary>
public static class InProcessOrleansExtensions
{
    /// <summary>
    /// Runs grains in this process: registers <see cref="IGrainFactory"/>, <see cref="IClusterClient"/>, one keyed stream
    /// provider per name, and a hosted service that deactivates everything when the host stops.
    /// </summary>
    public static IServiceCollection AddInProcessOrleans(this IServiceCollection services, Action<InProcessOrleansOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new InProcessOrleansOptions();
        configure(options);
        services.AddLogging();
        services.AddSingleton(provider => new InProcessRuntime(provider, options, type => LivesInScope(services, type)));
        services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<InProcessRuntime>());
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<InProcessRuntime>());
        foreach (var name in options.StreamProviders)
        {
            services.AddKeyedSingleton<IStreamProvider>(name, (provider, _) =>
                new InProcessStreamProvider(name, provider.GetRequiredService<InProcessRuntime>(), options.StreamQueueLimit));
        }

        return services.AddHostedService<InProcessHostedService>();
    }

    /// <summary>Whether a service is made anew per scope or per request, so that a grain that takes it needs a scope of its own.</summary>
    private static bool LivesInScope(IServiceCollection services, Type type)
    {
        var open = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return services.Any(service =>
            service.Lifetime != ServiceLifetime.Singleton && (service.ServiceType == type || service.ServiceType == open));
    }
}

/// <summary>Ties the runtime to the life of the host.</summary>
internal sealed class InProcessHostedService(InProcessRuntime runtime) : IHostedService
{
    /// <summary>Nothing to do: the runtime serves calls since it was made.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => runtime.StopAsync(cancellationToken);
}
