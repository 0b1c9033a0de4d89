using System.Collections.Immutable;
using OrleansCommerce.Domain.Feeds;

namespace OrleansCommerce.Server.Http.Feeds;

/// <summary>By which rules a source is listened to.</summary>
public sealed record FeedBody
{
    /// <summary>0 (the default) to 1,000; the count of a source with more is not overwritten by one with less for four hours.</summary>
    public int? Precedence { get; init; }

    /// <summary>Minutes of silence after which the alarm is raised: 1 to 10,080, 15 where it is left out.</summary>
    public int? SilenceMinutes { get; init; }
}

/// <summary>One feed.</summary>
/// <param name="State"><c>live</c>, <c>silent</c> while the alarm is raised, or <c>disabled</c>.</param>
/// <param name="LastHeard">Left out until something has come.</param>
/// <param name="LagSeconds">How long before it was last heard the newest of its movements had happened.</param>
/// <param name="SilentSince">While the alarm is raised: when it was last heard, or first known.</param>
public sealed record FeedView(
    string Source, int Precedence, int SilenceMinutes, string State, bool Alarm, DateTimeOffset? LastHeard, double? LagSeconds,
    DateTimeOffset? SilentSince, FeedCountsView Counts)
{
    public static FeedView Of(Feed feed) => new(
        feed.Source, feed.Precedence, feed.SilenceMinutes, feed.IsDisabled ? "disabled" : feed.SilentSince is null ? "live" : "silent",
        feed.SilentSince is not null, feed.HeardAt, Lag(feed), feed.SilentSince, FeedCountsView.Of(feed.Counts));

    private static double? Lag(Feed feed) =>
        feed is { HeardAt: { } heard, OccurredAt: { } occurred } ? Math.Max(0, Math.Round((heard - occurred).TotalSeconds, 3)) : null;
}

/// <summary>Movements by what became of them, each as often as it was sent.</summary>
/// <param name="Duplicates">Sent again, and answered as the first time.</param>
public sealed record FeedCountsView(
    long Accepted, long Duplicates, long Superseded, long Contained, long Outranked, long Unplaced, long Refused)
{
    public static FeedCountsView Of(FeedCounts c) =>
        new(c.Accepted, c.Duplicate, c.Superseded, c.Contained, c.Outranked, c.Unplaced, c.Refused);
}

public sealed record FeedPage(ImmutableArray<FeedView> Items, DateTimeOffset AsOf);

/// <summary>What became of a batch, line by line.</summary>
public sealed record FeedBatchReport(FeedCountsView Counts, ImmutableArray<FeedLineResult> Lines);

/// <summary>What became of one line.</summary>
/// <param name="Line">As an editor counts: the first line, header or not, is 1.</param>
/// <param name="Outcome"><c>accepted</c>, <c>superseded</c>, <c>contained</c>, <c>outranked</c>, <c>unplaced</c> or <c>refused</c>.</param>
/// <param name="IsDuplicate">The movement was sent before, and this is what became of it then.</param>
/// <param name="OnHand">Units that the item had right after it.</param>
/// <param name="Code">Of a refused one.</param>
public sealed record FeedLineResult(
    long Line, string? MovementId, string Outcome, bool? IsDuplicate = null, long? OnHand = null, string? Code = null, string? Detail = null);
