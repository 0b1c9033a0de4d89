namespace OrleansCommerce.Journal;

/// <summary>How the view is written behind the journal.</summary>
public sealed record StockViewOptions
{
    /// <summary>How long a changed row waits for others while few are dirty.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Up to this many dirty rows, all are written after <see cref="Pause"/>.</summary>
    public int PromptRows { get; init; } = 1_000;

    /// <summary>With more dirty rows than <see cref="PromptRows"/>: the time between two writes.</summary>
    public TimeSpan PacedPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>With more dirty rows than <see cref="PromptRows"/>: within which time all of them are written.</summary>
    public TimeSpan PacedLimit { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The most rows in one write; with <see cref="PacedPause"/> this bounds the rate.</summary>
    public int WriteRows { get; init; } = 8_000;

    /// <summary>The pause after a failed write.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>After how long a flush gives up.</summary>
    public TimeSpan FlushLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether other processes write the view as well. Each records for itself how far it is clean, and nothing counts as complete that is
    /// not so for all of them.
    /// </summary>
    public bool IsShared { get; init; }

    /// <summary>The stream whose changes a row shows.</summary>
    public Func<StockRow, string> StreamOf { get; init; } = static row => $"{StreamPrefix}{row.Sku}@{row.LocationId}";

    /// <summary>The prefix of the streams that the view shows.</summary>
    public const string StreamPrefix = "stock/";
}
