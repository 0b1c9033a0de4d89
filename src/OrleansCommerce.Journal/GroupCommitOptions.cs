namespace OrleansCommerce.Journal;

/// <summary>The bounds of the group commit.</summary>
public sealed record GroupCommitOptions
{
    /// <summary>The most records in one batch; a single larger append still goes, alone.</summary>
    public int BatchRecords { get; init; } = 4_096;

    /// <summary>The most bytes of record bodies in one batch; a single larger append still goes, alone.</summary>
    public int BatchBytes { get; init; } = 4 << 20;

    /// <summary>How many records may wait before settling work is refused.</summary>
    public int QueueRecords { get; init; } = 16_384;

    /// <summary>How many bytes of bodies may wait before settling work is refused.</summary>
    public long QueueBytes { get; init; } = 64 << 20;

    /// <summary>The share of the queue that new work may fill; the rest is kept for settling.</summary>
    public double NewWorkShare { get; init; } = 0.75;

    /// <summary>After this time an append has ended, whatever the storage does.</summary>
    public TimeSpan AppendLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this time a load has ended, whatever the storage does.</summary>
    public TimeSpan LoadLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most streams that one query loads.</summary>
    public int LoadStreams { get; init; } = 256;

    /// <summary>How many load queries run at once.</summary>
    public int LoadQueries { get; init; } = 2;

    /// <summary>How many loads may wait; more are refused.</summary>
    public int QueueLoads { get; init; } = 100_000;

    /// <summary>The pause after the first failed attempt; it doubles up to <see cref="RetryPauseMax"/>.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(20);

    public TimeSpan RetryPauseMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a failed attempt counts where no other one follows it.</summary>
    public TimeSpan FailureMemory { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many items may wait for the view before new work is refused; it bounds the memory that the view takes.</summary>
    public int ViewBacklogItems { get; init; } = 200_000;
}
