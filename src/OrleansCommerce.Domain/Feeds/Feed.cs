using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Feeds;

/// <summary>One source of movements, as it is known now.</summary>
/// <param name="Since">When it was first described or heard, or enabled again: its silence counts from then at the earliest.</param>
/// <param name="HeardAt">When something last came from it; null: never.</param>
/// <param name="OccurredAt">The latest time of its own that a movement had.</param>
/// <param name="SilentSince">Set while the alarm is raised.</param>
/// <param name="Reconciliations">The newest, the oldest of them first.</param>
public sealed record Feed(
    string Source, int Precedence, int SilenceMinutes, bool IsDisabled, DateTimeOffset Since, DateTimeOffset? HeardAt, DateTimeOffset? OccurredAt,
    DateTimeOffset? SilentSince, FeedCounts Counts, ImmutableArray<string> Reconciliations)
{
    /// <summary>When it will have been silent for longer than it may be.</summary>
    public DateTimeOffset SilentFrom => LastSign.AddMinutes(SilenceMinutes);

    /// <summary>When it was last known to live.</summary>
    public DateTimeOffset LastSign => HeardAt is { } heard && heard > Since ? heard : Since;
}
