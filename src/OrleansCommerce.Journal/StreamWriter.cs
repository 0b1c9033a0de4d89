namespace OrleansCommerce.Journal;

/// <summary>
/// The right of one activation to append to a stream; it comes with a load and ends with the next load or the first failure.
/// </summary>
public sealed class StreamWriter
{
    internal StreamWriter(string stream) => Stream = stream;

    public string Stream { get; }

    // What follows belongs to the group commit and is guarded by its lock.

    /// <summary>The version that the next append has to expect; −1 until the load has ended.</summary>
    internal long Tail { get; set; } = -1;

    /// <summary>Nothing of this writer that is not with the storage yet will be written.</summary>
    internal bool IsFinished { get; set; }

    /// <summary>The activation has gone; there will be no more appends, but what is queued is written.</summary>
    internal bool IsReleased { get; set; }

    /// <summary>Appends that have not ended.</summary>
    internal int Pending { get; set; }
}
