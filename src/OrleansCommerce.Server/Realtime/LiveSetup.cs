using System.Text.Json.Serialization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using Orleans;

namespace OrleansCommerce.Server.Realtime;

/// <summary>Registers and maps what screens listen to.</summary>
public static class LiveSetup
{
    /// <summary>Bytes of one call from a screen; its calls are short.</summary>
    private const long CallBytesMax = 8 * 1024;

    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSignalR(options => options.MaximumReceiveMessageSize = CallBytesMax)
            .AddJsonProtocol(options => options.PayloadSerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull);
        // Registered later under the same name, it takes the place of the protocol that it extends.
        services.AddSingleton<IHubProtocol>(provider =>
            new OptionalArgumentProtocol(new JsonHubProtocol(provider.GetRequiredService<IOptions<JsonHubProtocolOptions>>())));
        services.AddSingleton(provider => new SkuNames(provider.GetRequiredService<IGrainFactory>(), TimeProvider.System));
        services.AddSingleton<StreamToHub>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamToHub>());
        return services;
    }

    public static void MapLive(this IEndpointRouteBuilder app) => app.MapHub<LiveHub>("/hubs/live");
}
