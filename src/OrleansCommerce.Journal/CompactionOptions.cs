namespace OrleansCommerce.Journal;

/// <summary>How much compaction removes, and how gently.</summary>
public sealed record CompactionOptions
{
    /// <summary>Records younger than this stay, so that for so long a retry gets the first one's answer and the audit log is whole.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Frames removed in one transaction.</summary>
    public int FramesPerStep { get; init; } = 128;

    /// <summary>Streams without snapshots of their own that may be shortened all the same.</summary>
    public IReadOnlyList<LastWord> LastWords { get; init; } = [];

    /// <summary>Streams that are folded when they are old.</summary>
    public IReadOnlyList<StreamFold> Folds { get; init; } = [];

    /// <summary>Frames looked through at a time for the streams of <see cref="LastWords"/> and <see cref="Folds"/>.</summary>
    public int FramesPerLook { get; init; } = 2_000;

    /// <summary>Streams looked up at a time.</summary>
    public int StreamsPerStep { get; init; } = 256;

    /// <summary>After each transaction.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(20);
}
