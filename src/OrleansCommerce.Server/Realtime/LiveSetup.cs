using System.Text.Json.Serialization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using Orleans;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Realtime;

/// <summary>Registers and maps what screens listen to.</summary>
public static class LiveSetup
{
    /// <summary>Bytes of one call from a screen; its calls are short.</summary>
    private const long CallBytesMax = 8 * 1024;

    public static IServiceCollection AddLive(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSignalR(options =>
        {
            options.MaximumReceiveMessageSize = CallBytesMax;
            options.AddFilter<RefusalFilter>();
        }).AddJsonProtocol(options =>
        {
            options.PayloadSerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            options.PayloadSerializerOptions.Converters.Add(new UtcTimeConverter());
        });
        // Registered later under the same name, it takes the place of the protocol that it extends.
        services.AddSingleton<IHubProtocol>(provider =>
            new LiveProtocol(new JsonHubProtocol(provider.GetRequiredService<IOptions<JsonHubProtocolOptions>>())));
        services.AddSingleton<HubLifetimeManager<LiveHub>, LiveConnections>();
        services.AddSingleton<RefusalFilter>();
        services.AddSingleton(LiveTerms.Of(configuration));
        services.AddSingleton(provider => new SkuNames(provider.GetRequiredService<IGrainFactory>(), TimeProvider.System));
        services.AddSingleton<FeedReader>();
        services.AddSingleton<LiveEpoch>();
        services.AddSingleton<StreamToHub>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamToHub>());
        services.AddHostedService<LiveRepair>();
        return services;
    }

    /// <summary>Whoever may read anything that can be watched may connect; each watch asks for what it takes. A connection ends with its token.</summary>
    public static void MapLive(this IEndpointRouteBuilder app) => app
        .MapHub<LiveHub>("/hubs/live", options => options.CloseOnAuthenticationExpiration = true)
        .RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
            context.User.Allows(Scopes.StockRead) || context.User.Allows(Scopes.OrdersRead)));
}
