namespace OrleansCommerce.Domain.Feeds;

/// <summary>The stated limits of feeds.</summary>
public static class FeedLimits
{
    /// <summary>Sources that may ever be known, the disabled ones included. An item keeps one count of each, and each is a label of metrics.</summary>
    public const int FeedsMax = 100;

    public const int PrecedenceMax = 1_000;

    /// <summary>Minutes of silence that a feed may be allowed: a week.</summary>
    public const int SilenceMinutesMax = 10_080;

    public const int SilenceMinutesDefault = 15;

    /// <summary>Movements that an item with feeds remembers by their times. A count of before the oldest of them can't be placed.</summary>
    public const int MovesMax = 128;

    /// <summary>Items in the file of a reconciliation.</summary>
    public const int LinesMax = 20_000;

    /// <summary>Items kept of those that the engine has and a reconciliation's file leaves out; the others are only numbered.</summary>
    public const int LeftOutMax = 20_000;

    /// <summary>For so long the count of a source keeps those of lower precedence from overwriting it.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromHours(4);
}
