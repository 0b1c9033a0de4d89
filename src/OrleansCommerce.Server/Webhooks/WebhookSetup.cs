using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>Registers what delivers events to receivers elsewhere.</summary>
internal static class WebhookSetup
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(WebhookSettings.Of(configuration))
        .AddSingleton<TargetGuard>()
        .AddSingleton<SecretVault>()
        .AddSingleton<FeedHead>()
        .AddSingleton(provider => new WebhookSender(
            provider.GetRequiredService<WebhookSettings>(), WebhookSender.Handler(provider.GetRequiredService<TargetGuard>()),
            provider.GetRequiredService<EngineClock>().Provider))
        .AddHostedService<WebhookHost>();
}
