using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Webhooks;

/// <summary>What can be asked of one receiver of events.</summary>
public abstract record WebhookCommand;

/// <summary>Deliver events of these types to the address, from a position of the feed on.</summary>
/// <param name="Events">Types, or their beginnings with <c>.*</c>; <c>*</c> alone is all.</param>
/// <param name="SealedSecret">The secret of its signatures, as only the server can read it.</param>
public sealed record RegisterWebhook(string Url, ImmutableArray<string> Events, string SealedSecret, long FromPosition) : WebhookCommand;

/// <summary>Sign with a new secret, and with the one before as well until then.</summary>
public sealed record RotateSecret(string SealedSecret, DateTimeOffset FormerUntil) : WebhookCommand;

/// <summary>Deliver nothing until it is resumed; nothing is lost meanwhile.</summary>
public sealed record PauseWebhook(string Why) : WebhookCommand;

public sealed record ResumeWebhook : WebhookCommand;

/// <summary>Deliver again what lies behind a position; with null what was given up, as far as it is remembered.</summary>
public sealed record ReplayWebhook(long? AfterPosition) : WebhookCommand;

public sealed record RemoveWebhook : WebhookCommand;

/// <summary>
/// How far it is: all events through a position are delivered or given up but for those that are listed. <see cref="Epoch"/> says which
/// replay it belongs to; the progress of an earlier one is ignored.
/// </summary>
public sealed record ReportProgress(
    long Epoch, long ReadThrough, ImmutableArray<PendingEvent> Pending, ImmutableArray<WebhookAttempt> Attempts,
    ImmutableArray<DeadLetter> DeadLetters) : WebhookCommand;

/// <summary>An event that is still to be delivered: its place in the feed, and how often it was tried in vain.</summary>
public readonly record struct PendingEvent(long Position, long Version, int Attempts, DateTimeOffset Since, DateTimeOffset NextAt);

/// <summary>One try to deliver one event.</summary>
/// <param name="Status">The answer's; 0 where there was none.</param>
public sealed record WebhookAttempt(
    DateTimeOffset At, string EventId, string Type, string Key, int Number, string Outcome, int Status, int DurationMs);

/// <summary>An event that was given up.</summary>
public sealed record DeadLetter(DateTimeOffset At, long Position, long Version, string EventId, string Type, string Key, int Attempts, string Why);
