namespace OrleansCommerce.Server.Realtime;

/// <summary>Registers and maps what screens listen to.</summary>
public static class LiveSetup
{
    public static IServiceCollection AddLive(this IServiceCollection services) => services;

    public static void MapLive(this IEndpointRouteBuilder app) => _ = app;
}
