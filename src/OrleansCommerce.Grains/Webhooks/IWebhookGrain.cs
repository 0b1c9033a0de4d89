using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Webhooks;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Webhooks;

/// <summary>One receiver of events, and how far it is. Its key is the webhook's id.</summary>
[Alias("webhook")]
public interface IWebhookGrain : IGrainWithStringKey
{
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same again.</exception>
    [Alias("execute")]
    Task<WebhookAnswer> Execute(WebhookCommand command, Origin origin);

    /// <summary>What it is and how far; null when there is none, or it was removed.</summary>
    [Alias("read")]
    Task<WebhookFigures?> Read();

    /// <summary>
    /// Whether the caller is the one that delivers: one process at a time, for <see cref="WebhookClaims.Lasts"/> after it asked last. Kept in
    /// memory only: if it is lost, two may deliver for a moment, and events come twice under the same id.
    /// </summary>
    /// <param name="holder">Names the process.</param>
    [Alias("claim")]
    Task<bool> Claim(string holder);

    /// <summary>Events that were given up, the newest first, at most so many.</summary>
    [Alias("dead-letters")]
    Task<ImmutableArray<DeadLetter>> DeadLetters(int limit);
}

/// <summary>How long one process goes on being the one that delivers.</summary>
public static class WebhookClaims
{
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(10);
}

/// <summary>The webhook as it is now, if it is there, or why the command was refused.</summary>
/// <param name="IsRepeated">Nothing has changed.</param>
[GenerateSerializer]
[Immutable]
[Alias("webhook.answer")]
public sealed record WebhookAnswer(
    [property: Id(0)] WebhookFigures? Webhook, [property: Id(1)] WebhookRefusal? Refusal = null, [property: Id(2)] bool IsRepeated = false);

/// <summary>One receiver as others see it. Its secrets are sealed: only the server can read them.</summary>
[GenerateSerializer]
[Immutable]
[Alias("webhook.figures")]
public sealed record WebhookFigures(
    [property: Id(0)] long Version, [property: Id(1)] bool IsPaused, [property: Id(2)] string? PausedWhy, [property: Id(3)] string Url,
    [property: Id(4)] ImmutableArray<string> Events, [property: Id(5)] string SealedSecret, [property: Id(6)] string? FormerSecret,
    [property: Id(7)] DateTimeOffset FormerUntil, [property: Id(8)] DateTimeOffset RegisteredAt, [property: Id(9)] DateTimeOffset ActiveSince,
    [property: Id(10)] long Epoch, [property: Id(11)] long ReadThrough, [property: Id(12)] ImmutableArray<PendingEvent> Pending,
    [property: Id(13)] int DeadLetterCount);
