using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Webhooks;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Webhooks;

/// <summary>The stored form of a receiver's events. Kinds and property names must not change: journals are read for years.</summary>
internal static class WebhookStored
{
    public static EventCodec<WebhookEvent> Events { get; } = new EventCodec<WebhookEvent>()
        .Add("webhook.registered", WebhookJson.Default.WebhookRegistered)
        .Add("webhook.secretRotated", WebhookJson.Default.SecretRotated)
        .Add("webhook.paused", WebhookJson.Default.WebhookPaused)
        .Add("webhook.resumed", WebhookJson.Default.WebhookResumed)
        .Add("webhook.replayed", WebhookJson.Default.WebhookReplayed)
        .Add("webhook.deadLettersReplayed", WebhookJson.Default.DeadLettersReplayed)
        .Add("webhook.removed", WebhookJson.Default.WebhookRemoved)
        .Add(WebhookGrain.ProgressKind, WebhookJson.Default.ProgressReported);

    public static SnapshotForm<WebhookState> Form { get; } = JsonSnapshots.Of(
        state => state.DeadLetters.Count + state.Pending.Length, state => state.ToStored(), WebhookState.From, WebhookJson.Default.StoredWebhook);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(WebhookRegistered))]
[JsonSerializable(typeof(SecretRotated))]
[JsonSerializable(typeof(WebhookPaused))]
[JsonSerializable(typeof(WebhookResumed))]
[JsonSerializable(typeof(WebhookReplayed))]
[JsonSerializable(typeof(DeadLettersReplayed))]
[JsonSerializable(typeof(WebhookRemoved))]
[JsonSerializable(typeof(ProgressReported))]
[JsonSerializable(typeof(StoredWebhook))]
internal sealed partial class WebhookJson : JsonSerializerContext;
