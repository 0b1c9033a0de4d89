using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Server.Hosting;

/// <summary>What every silo of this product needs, wherever it runs.</summary>
internal static class SiloSetup
{
    private const string SubscriptionStorage = "PubSubStore";

    /// <summary>How often a silo looks for changes to hand on. Screens are promised a quarter of a second.</summary>
    private static readonly TimeSpan StreamPeriod = TimeSpan.FromMilliseconds(20);

    /// <summary>Streams in the memory of the silos: they may lose, which is all that is asked of them.</summary>
    public static ISiloBuilder AddStockStreams(this ISiloBuilder silo) => silo
        .AddMemoryGrainStorage(SubscriptionStorage)
        .AddMemoryStreams(StockStreams.Provider, streams => streams.ConfigurePullingAgent(agent =>
            agent.Configure(options => options.GetQueueMsgsTimerPeriod = StreamPeriod)));

    /// <summary>The domain knows no Orleans: between silos its values travel as JSON, within one they are handed on as they are.</summary>
    public static IServiceCollection AddWireTypes(this IServiceCollection services) => services
        .AddSerializer(serializer => serializer.AddJsonSerializer(
            isSerializable: WireTypes.IsValue, isCopyable: null,
            options => options.Configure(json => json.SerializerOptions = WireTypes.Json)))
        .AddSingleton<WireTypes>()
        .AddSingleton<IGeneralizedCopier>(provider => provider.GetRequiredService<WireTypes>())
        .AddSingleton<ITypeFilter>(provider => provider.GetRequiredService<WireTypes>());
}
