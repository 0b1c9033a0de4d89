using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Feeds;

/// <summary>What can be asked of the register of feeds.</summary>
public abstract record FeedCommand;

/// <summary>A source is to be listened to by these rules; one that was disabled is enabled again.</summary>
public sealed record DescribeFeed(string Source, int Precedence, int SilenceMinutes) : FeedCommand;

/// <summary>Nothing is taken from the source any more, and its silence alarms nobody.</summary>
public sealed record DisableFeed(string Source) : FeedCommand;

/// <summary>What was heard of sources since the last report. One that nobody has described is known from now on.</summary>
public sealed record ReportFeeds(string ReportId, ImmutableArray<FeedReport> Reports) : FeedCommand;

/// <summary>A reconciliation of the source is kept under this id.</summary>
public sealed record NoteReconciliation(string Source, string ReconciliationId) : FeedCommand;

/// <summary>Look which feeds have been silent for too long.</summary>
public sealed record LookForSilence : FeedCommand;

/// <summary>What was heard of one source.</summary>
/// <param name="HeardAt">When the last of it arrived.</param>
/// <param name="OccurredAt">The latest time that a movement in it had of its own; null: none had one.</param>
public sealed record FeedReport(string Source, DateTimeOffset HeardAt, DateTimeOffset? OccurredAt, FeedCounts Counts);

/// <summary>Movements by what became of them, each as often as it was sent.</summary>
/// <param name="Duplicate">Sent again: answered as the first time.</param>
public sealed record FeedCounts(
    long Accepted = 0, long Duplicate = 0, long Superseded = 0, long Contained = 0, long Outranked = 0, long Unplaced = 0, long Refused = 0)
{
    public static FeedCounts None { get; } = new();

    public static FeedCounts Of(MoveOutcome outcome) => outcome switch
    {
        MoveOutcome.Booked => new(Accepted: 1),
        MoveOutcome.Superseded => new(Superseded: 1),
        MoveOutcome.Contained => new(Contained: 1),
        MoveOutcome.Outranked => new(Outranked: 1),
        MoveOutcome.Unplaced => new(Unplaced: 1),
        _ => throw new InvalidOperationException($"Nobody counts {outcome}."),
    };

    public FeedCounts Plus(FeedCounts o) => new(
        Accepted + o.Accepted, Duplicate + o.Duplicate, Superseded + o.Superseded, Contained + o.Contained, Outranked + o.Outranked,
        Unplaced + o.Unplaced, Refused + o.Refused);
}
