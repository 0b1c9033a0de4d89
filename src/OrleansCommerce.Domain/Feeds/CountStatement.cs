using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Feeds;

/// <summary>
/// What a source said last of an item: so many units were on hand at that time. <see cref="Source"/> is null for a count that came
/// without one: somebody stood before the shelf.
/// </summary>
public readonly record struct CountStatement(string? Source, int Precedence, long Version, DateTimeOffset At, long OnHand)
{
    /// <summary>Whether this count stands where <paramref name="standing"/> stood, which is not later.</summary>
    public bool Overrules(in CountStatement standing) =>
        Source is null || standing.Source is null || Precedence >= standing.Precedence || At >= standing.At + FeedLimits.FreshFor;

    /// <summary>Whether the same source said this later than <paramref name="known"/>.</summary>
    public bool IsNewerThan(in CountStatement known) => Version != known.Version ? Version > known.Version : At > known.At;
}

/// <summary>Units that came or went at that time, whether they were booked or a count had seen them.</summary>
public readonly record struct FedMove(DateTimeOffset At, long Delta);

/// <summary>What an item knows for its feeds: the last count of each source, and all that has moved since a time.</summary>
public sealed record StockFeeds(ImmutableArray<CountStatement> Counts, ImmutableArray<FedMove> Moves, DateTimeOffset KnownSince);
