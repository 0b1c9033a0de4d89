namespace OrleansCommerce.Journal;

/// <summary>How an append ended. After anything but <see cref="Durable"/> its writer is finished: load the stream again.</summary>
public enum AppendStatus
{
    /// <summary>Every record is on disk.</summary>
    Durable,

    /// <summary>Someone else owns the stream now; nothing of this append was written.</summary>
    Conflict,

    /// <summary>One of the command ids is already recorded; nothing of this append was written.</summary>
    Duplicate,

    /// <summary>
    /// This writer was replaced by a later load in this process, or an earlier append of this writer failed; nothing was written.
    /// </summary>
    Superseded,

    /// <summary>It may or may not be written; only a load of the stream tells.</summary>
    Unknown,

    /// <summary>The storage did not take it within the bound; nothing was written.</summary>
    Unavailable,
}
