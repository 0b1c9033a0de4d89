using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Webhooks;

/// <summary>What has happened to one receiver of events.</summary>
public abstract record WebhookEvent(DateTimeOffset At);

public sealed record WebhookRegistered(
    DateTimeOffset At, string Url, ImmutableArray<string> Events, string SealedSecret, long FromPosition) : WebhookEvent(At);

public sealed record SecretRotated(DateTimeOffset At, string SealedSecret, DateTimeOffset FormerUntil) : WebhookEvent(At);

public sealed record WebhookPaused(DateTimeOffset At, string Why) : WebhookEvent(At);

public sealed record WebhookResumed(DateTimeOffset At) : WebhookEvent(At);

public sealed record WebhookReplayed(DateTimeOffset At, long AfterPosition) : WebhookEvent(At);

/// <summary>What was given up is to be delivered again, beside what is still to be delivered.</summary>
public sealed record DeadLettersReplayed(DateTimeOffset At) : WebhookEvent(At);

public sealed record WebhookRemoved(DateTimeOffset At) : WebhookEvent(At);

public sealed record ProgressReported(
    DateTimeOffset At, long ReadThrough, ImmutableArray<PendingEvent> Pending, ImmutableArray<WebhookAttempt> Attempts,
    ImmutableArray<DeadLetter> DeadLetters) : WebhookEvent(At);

/// <summary>The events to append, or why not. No events and no refusal: it is so already.</summary>
public readonly record struct WebhookDecision(ImmutableArray<WebhookEvent> Events, WebhookRefusal? Refusal = null);

public enum WebhookRefusal
{
    Unknown,
    /// <summary>The id was used before with other content.</summary>
    IdReused,
    /// <summary>It was replayed, or removed, since whoever reports looked.</summary>
    Outdated,
}
