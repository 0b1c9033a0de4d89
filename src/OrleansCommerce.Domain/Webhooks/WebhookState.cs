using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Webhooks;

/// <summary>One receiver of events. Changed by <see cref="WebhookMachine.Apply"/> alone.</summary>
public sealed class WebhookState
{
    /// <summary>Dead letters that are remembered, the newest; of older ones the journal tells.</summary>
    public const int DeadLettersMax = 1_000;

    public long Version { get; internal set; }
    public WebhookStatus Status { get; internal set; }
    public string Url { get; internal set; } = "";
    public ImmutableArray<string> Events { get; internal set; } = [];
    public string SealedSecret { get; internal set; } = "";

    /// <summary>The secret before, which signs as well until <see cref="FormerUntil"/>; null: there is none.</summary>
    public string? FormerSecret { get; internal set; }
    public DateTimeOffset FormerUntil { get; internal set; }
    public string? PausedWhy { get; internal set; }
    public DateTimeOffset RegisteredAt { get; internal set; }

    /// <summary>Since when it gets events without a break that somebody asked for: no event is given up for its age before.</summary>
    public DateTimeOffset ActiveSince { get; internal set; }

    /// <summary>Grows with each replay.</summary>
    public long Epoch { get; internal set; }

    public long ReadThrough { get; internal set; }
    public ImmutableArray<PendingEvent> Pending { get; internal set; } = [];
    public ImmutableList<DeadLetter> DeadLetters { get; internal set; } = [];
    public DateTimeOffset Time { get; internal set; }

    public bool Exists => Status is WebhookStatus.Active or WebhookStatus.Paused;

    public static WebhookState From(StoredWebhook s) => new()
    {
        Version = s.Version,
        Status = s.Status,
        Url = s.Url,
        Events = s.Events,
        SealedSecret = s.SealedSecret,
        FormerSecret = s.FormerSecret,
        FormerUntil = s.FormerUntil,
        PausedWhy = s.PausedWhy,
        RegisteredAt = s.RegisteredAt,
        ActiveSince = s.ActiveSince,
        Epoch = s.Epoch,
        ReadThrough = s.ReadThrough,
        Pending = s.Pending,
        DeadLetters = [.. s.DeadLetters],
        Time = s.Time,
    };

    public StoredWebhook ToStored() => new(
        Version, Status, Url, Events, SealedSecret, FormerSecret, FormerUntil, PausedWhy, RegisteredAt, ActiveSince, Epoch, ReadThrough, Pending,
        [.. DeadLetters], Time);
}

public enum WebhookStatus
{
    None,
    Active,
    Paused,
    Removed,
}

/// <summary>The stored form of a receiver's snapshot; its names must not change.</summary>
public sealed record StoredWebhook(
    long Version, WebhookStatus Status, string Url, ImmutableArray<string> Events, string SealedSecret, string? FormerSecret,
    DateTimeOffset FormerUntil, string? PausedWhy, DateTimeOffset RegisteredAt, DateTimeOffset ActiveSince, long Epoch, long ReadThrough,
    ImmutableArray<PendingEvent> Pending, ImmutableArray<DeadLetter> DeadLetters, DateTimeOffset Time);
