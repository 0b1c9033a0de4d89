using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>Set-up.</summary>
public static class InProcessOrleansExtensions
{
    /// <summary>
    /// Runs grains in this process: registers <see cref="IGrainFactory"/>, <see cref="IClusterClient"/>, one keyed stream
    /// provider per name, and a hosted service that deactivates everything when the host stops.
    /// </summary>
    public static IServiceCollection AddInProcessOrleans(this IServiceCollection services, Action<InProcessOrleansOptions> configure) =>
        throw new NotImplementedException();
}
