namespace OrleansCommerce.Journal;

/// <summary>Where the embedded journal is kept.</summary>
/// <param name="Path">
/// The database file. Beside it lie SQLite's own files, a lock file (<c>.lock</c>), the view (<c>.view</c>) and the index by command
/// and correlation (<c>.index</c>). The last two can be lost: they are made anew from the journal.
/// </param>
public sealed record SqliteOptions(string Path)
{
    /// <summary>
    /// For the view, which is written in rounds over nearly all of its pages. The cache has room for those of more than a million items, and
    /// takes it only when there are so many; the log gathers several rounds, up to 256 MB, so that a page is moved into the database once for
    /// all of them.
    /// </summary>
    internal static readonly string[] ViewPragmas = ["synchronous = NORMAL", "cache_size = -262144", "wal_autocheckpoint = 65536"];

    /// <summary>The page cache of the writer in KiB.</summary>
    public int CacheKib { get; init; } = 65_536;

    /// <summary>
    /// The most pages of 4 KiB that the database may have, so that it leaves room for others; 0: as many as the disk has. What does not
    /// fit is refused as unavailable, and nothing that is there is lost.
    /// </summary>
    public int MaxPages { get; init; }

    /// <summary>How many pages of 4 KiB the write-ahead log gathers before they are moved into the database.</summary>
    public int CheckpointPages { get; init; } = 8_192;
}
