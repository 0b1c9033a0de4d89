using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OrleansCommerce.Domain.Webhooks;
using OrleansCommerce.Grains.Webhooks;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>A receiver of events.</summary>
public sealed record WebhookBody
{
    /// <summary>The caller's own id, which makes a retry safe; the server makes one where there is none.</summary>
    public string? WebhookId { get; init; }

    /// <summary>Where events are posted to: https, at most 2,000 characters.</summary>
    public string? Url { get; init; }

    /// <summary>1 to 50 types (<c>stock.changed</c>), beginnings of them (<c>order.*</c>), or <c>*</c>.</summary>
    public IReadOnlyList<string?>? Events { get; init; }

    /// <summary><c>whsec_</c> and 24 to 64 bytes in base64; the server makes one where there is none.</summary>
    public string? Secret { get; init; }
}

/// <summary>A new secret. The one before signs as well for <paramref name="OverlapSeconds"/>: 0 to 604,800, a day where nothing is said.</summary>
public sealed record WebhookSecretBody(string? Secret, long? OverlapSeconds);

/// <summary>
/// From where to deliver again: all after a position of the feed, all since a time (RFC 3339), or what was given up. One of the three.
/// </summary>
public sealed record WebhookReplayBody(long? AfterPosition, string? Since, bool? DeadLetters);

/// <summary>A receiver of events.</summary>
/// <param name="State"><c>active</c>, <c>paused</c> or <c>removed</c>.</param>
/// <param name="Secret">Told once, when it is made.</param>
/// <param name="DeliveredThrough">Of the feed: all events at or below it are delivered or given up, but for those that are pending.</param>
/// <param name="Pending">Events that failed, or are on their way, as of the last report.</param>
public sealed record WebhookView(
    string WebhookId, string State, string? PausedWhy, string Url, ImmutableArray<string> Events, string? Secret, DateTimeOffset? RegisteredAt,
    DateTimeOffset? FormerSecretUntil, long DeliveredThrough, int Pending, int DeadLetters)
{
    public static WebhookView Of(string id, WebhookFigures f, string? secret = null) => new(
        id, f.IsPaused ? "paused" : "active", f.PausedWhy, f.Url, f.Events, secret, f.RegisteredAt,
        f.FormerSecret is null ? null : f.FormerUntil, f.ReadThrough, f.Pending.Length, f.DeadLetterCount);

    public static WebhookView Removed(string id) => new(id, "removed", null, "", [], null, null, null, 0, 0, 0);
}

/// <summary>All receivers, in the order of their ids.</summary>
public sealed record WebhookPage(ImmutableArray<WebhookView> Items);

/// <summary>Attempts, the newest first.</summary>
/// <param name="Next">The cursor of the next page; left out on the last.</param>
public sealed record WebhookAttemptPage(ImmutableArray<WebhookAttempt> Items, string? Next);

/// <summary>Events that were given up, the newest first; at most the last 1,000.</summary>
public sealed record DeadLetterPage(ImmutableArray<DeadLetter> Items);

/// <summary>What can be subscribed to.</summary>
public sealed record EventTypePage(ImmutableArray<EventTypeView> Items);

/// <param name="Version">Of the schema; it grows when a property goes or changes its meaning.</param>
/// <param name="Schema">Of the property <c>data</c>, as JSON schema.</param>
public sealed record EventTypeView(string Type, int Version, JsonNode Schema);
