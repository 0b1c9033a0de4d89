namespace OrleansCommerce.Domain.Feeds;

/// <summary>
/// Which source tells a movement. <see cref="Precedence"/> is that of the source at the time, where more outranks less; the source's own
/// <see cref="Version"/> orders what it says absolutely, and is 0 where it has none.
/// </summary>
public sealed record FeedMark(string Source, int Precedence, long Version = 0);

/// <summary>What became of a movement. All but the first are recorded only, unless they change which other count stands.</summary>
public enum MoveOutcome
{
    Booked,
    /// <summary>A count that is older than what is known from the same source, or than a count that stands.</summary>
    Superseded,
    /// <summary>It happened before a count that is booked, so the count has seen it.</summary>
    Contained,
    /// <summary>A count that may not overwrite the fresher one of a source that outranks it: it is a difference to be looked at.</summary>
    Outranked,
    /// <summary>A count of a time since which more has happened than the item remembers, so nobody can say what it would be now.</summary>
    Unplaced,
}
