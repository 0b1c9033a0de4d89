using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Feeds;

/// <summary>What has happened to the feeds.</summary>
public abstract record FeedEvent(DateTimeOffset At);

public sealed record FeedDescribed(DateTimeOffset At, string Source, int Precedence, int SilenceMinutes) : FeedEvent(At);

public sealed record FeedDisabled(DateTimeOffset At, string Source) : FeedEvent(At);

public sealed record FeedsHeard(DateTimeOffset At, string ReportId, ImmutableArray<FeedReport> Reports) : FeedEvent(At);

public sealed record ReconciliationNoted(DateTimeOffset At, string Source, string ReconciliationId) : FeedEvent(At);

/// <summary>A feed was silent for longer than it may be.</summary>
public sealed record FeedFellSilent(DateTimeOffset At, string Source, DateTimeOffset Since) : FeedEvent(At);

/// <summary>A feed that had fallen silent was heard, or may be silent for longer now.</summary>
public sealed record FeedSpokeAgain(DateTimeOffset At, string Source) : FeedEvent(At);
