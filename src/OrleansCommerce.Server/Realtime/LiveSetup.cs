using System.Text.Json.Serialization;

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
        services.AddSingleton<StreamToHub>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamToHub>());
        return services;
    }

    public static void MapLive(this IEndpointRouteBuilder app) => app.MapHub<LiveHub>("/hubs/live");
}
