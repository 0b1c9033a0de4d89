using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Feeds;

/// <summary>What a command comes to: its events, or that there are as many feeds as there may be.</summary>
public readonly record struct FeedDecision(ImmutableArray<FeedEvent> Events, bool IsTooMany = false);

/// <summary>The rules of the register of feeds, as two pure functions.</summary>
public static class FeedMachine
{
    /// <summary>Reconciliations of a feed that its list names.</summary>
    public const int ReconciliationsMax = 50;

    public static FeedDecision Decide(FeedState state, FeedCommand command, DateTimeOffset now) => command switch
    {
        DescribeFeed c => Describe(state, c, now),
        DisableFeed c => new(state.Find(c.Source) is { IsDisabled: false } ? [new FeedDisabled(now, c.Source)] : []),
        ReportFeeds c => Report(state, c, now),
        NoteReconciliation c => new(
            state.Find(c.Source) is { } feed && !feed.Reconciliations.Contains(c.ReconciliationId) ? [new ReconciliationNoted(now, c.Source, c.ReconciliationId)] : []),
        LookForSilence => new(
            [.. state.Feeds.Where(feed => IsSilent(feed, now) && feed.SilentSince is null).Select(feed => new FeedFellSilent(now, feed.Source, feed.LastSign))]),
        _ => throw new InvalidOperationException($"The register of feeds does not know the command {command.GetType().Name}."),
    };

    /// <summary>Makes it so. Never refuses; an event it does not know is a bug and throws.</summary>
    public static void Apply(FeedState state, FeedEvent happened)
    {
        switch (happened)
        {
            case FeedDescribed e:
                var known = state.Find(e.Source) ?? New(e.Source, e.At);
                state.Set(known with
                {
                    Precedence = e.Precedence,
                    SilenceMinutes = e.SilenceMinutes,
                    IsDisabled = false,
                    Since = known.IsDisabled ? e.At : known.Since,
                });
                break;
            case FeedDisabled e: state.Set(state.Find(e.Source)! with { IsDisabled = true, SilentSince = null }); break;
            case FeedsHeard e: ApplyHeard(state, e); break;
            case ReconciliationNoted e: ApplyNoted(state, e); break;
            case FeedFellSilent e: state.Set(state.Find(e.Source)! with { SilentSince = e.Since }); break;
            case FeedSpokeAgain e: state.Set(state.Find(e.Source)! with { SilentSince = null }); break;
            default: throw new InvalidOperationException($"The register of feeds does not know the event {happened.GetType().Name}.");
        }
    }

    private static FeedDecision Describe(FeedState state, DescribeFeed c, DateTimeOffset now)
    {
        var known = state.Find(c.Source);
        if (known is null && state.Feeds.Count >= FeedLimits.FeedsMax)
        {
            return new([], IsTooMany: true);
        }

        if (known is { IsDisabled: false } && known.Precedence == c.Precedence && known.SilenceMinutes == c.SilenceMinutes)
        {
            return new([]);
        }

        var described = new FeedDescribed(now, c.Source, c.Precedence, c.SilenceMinutes);
        return known?.SilentSince is not null && !IsSilent(known with { SilenceMinutes = c.SilenceMinutes }, now)
            ? new([described, new FeedSpokeAgain(now, c.Source)])
            : new([described]);
    }

    /// <summary>Of sources that nobody knows as many are taken up as there is room for.</summary>
    private static FeedDecision Report(FeedState state, ReportFeeds c, DateTimeOffset now)
    {
        var room = FeedLimits.FeedsMax - state.Feeds.Count;
        var taken = c.Reports.Where(report => state.Find(report.Source) is not null || room-- > 0).ToImmutableArray();
        if (taken.IsEmpty)
        {
            return new([]);
        }

        var again = taken
            .Where(report => state.Find(report.Source) is { SilentSince: not null } feed && !IsSilent(feed with { HeardAt = report.HeardAt }, now))
            .Select(report => new FeedSpokeAgain(now, report.Source));
        return new([new FeedsHeard(now, c.ReportId, taken), .. again]);
    }

    private static bool IsSilent(Feed feed, DateTimeOffset now) => !feed.IsDisabled && now > feed.SilentFrom;

    private static void ApplyHeard(FeedState state, FeedsHeard e)
    {
        foreach (var report in e.Reports)
        {
            var feed = state.Find(report.Source) ?? New(report.Source, e.At);
            state.Set(feed with
            {
                HeardAt = Later(feed.HeardAt, report.HeardAt),
                OccurredAt = Later(feed.OccurredAt, report.OccurredAt),
                Counts = feed.Counts.Plus(report.Counts),
            });
        }
    }

    private static void ApplyNoted(FeedState state, ReconciliationNoted e)
    {
        var feed = state.Find(e.Source)!;
        var kept = feed.Reconciliations.Add(e.ReconciliationId);
        state.Set(feed with { Reconciliations = kept.Length > ReconciliationsMax ? kept.RemoveAt(0) : kept });
    }

    private static DateTimeOffset? Later(DateTimeOffset? x, DateTimeOffset? y) => x is null || y > x ? y : x;

    private static Feed New(string source, DateTimeOffset now) =>
        new(source, 0, FeedLimits.SilenceMinutesDefault, false, now, null, null, null, FeedCounts.None, []);
}
