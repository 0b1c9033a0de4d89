using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans;

/// <summary>Stream providers for grains.</summary>
public static class GrainStreamingExtensions
{
    /// <exception cref="KeyNotFoundException">No provider of this name was set up.</exception>
    public static IStreamProvider GetStreamProvider(this Grain grain, string name) => GetStreamProvider((IGrainBase)grain, name);

    /// <exception cref="KeyNotFoundException">No provider of this name was set up.</exception>
    public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name)
    {
        ArgumentNullException.ThrowIfNull(grain);

        // Providers are singletons: asking the root spares the activation a scope of its own.
        return Activation.Of(grain).Runtime.GetStreamProvider(name);
    }
}

/// <summary>Stream providers for code outside grains.</summary>
public static class ClientStreamingExtensions
{
    /// <exception cref="KeyNotFoundException">No provider of this name was set up.</exception>
    public static IStreamProvider GetStreamProvider(this IClusterClient client, string name)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (string.IsNullOrWhiteSpace(name))
            throw new ArgumentNullException(nameof(name));
        return client.ServiceProvider.GetKeyedService<IStreamProvider>(name)
            ?? throw new KeyNotFoundException($"Stream provider '{name}' not found");
    }
}
