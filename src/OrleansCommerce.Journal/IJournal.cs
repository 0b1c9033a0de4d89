namespace OrleansCommerce.Journal;

/// <summary>
/// Records in order, durably: the storage port, implemented for memory, SQLite and PostgreSQL. Appends go through
/// <see cref="GroupCommit"/>, which has one call of <see cref="Append"/> in flight; everything else may be called at any time.
/// Any method may throw <see cref="JournalUnavailableException"/>.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Creates or upgrades the schema, checks the settings and takes the storage for this process alone.</summary>
    /// <exception cref="JournalStartException">The storage must not be used; the message says why.</exception>
    Task Start(CancellationToken cancellation);

    /// <summary>
    /// Writes frames of different streams with distinct command ids. Each frame is written whole or not at all; a frame that meets a
    /// conflict or a duplicate does not keep the others from being durable. What is durable when this returns survives a crash.
    /// </summary>
    /// <exception cref="JournalUnavailableException">
    /// Nothing was written, or, with <see cref="JournalUnavailableException.MayBeWritten"/>, it is not known which frames were.
    /// Any other exception counts as not known.
    /// </exception>
    Task<BatchOutcome> Append(IReadOnlyList<Frame> frames);

    /// <summary>Reads many streams at once; the answers are in the order of the queries.</summary>
    Task<IReadOnlyList<StoredStream>> Read(IReadOnlyList<StreamQuery> queries);

    /// <summary>
    /// The version of the last record of each stream, 0 for one without records, in the order asked for: at least what was durable when
    /// this was called. Many streams in one query.
    /// </summary>
    async Task<IReadOnlyList<long>> ReadHeads(IReadOnlyList<string> streams)
    {
        // There is no record after this version, so only the ends of the streams are read.
        var ends = await Read([.. streams.Select(stream => new StreamQuery(stream, long.MaxValue - 1))]);
        return [.. ends.Select(end => end.Version)];
    }

    /// <summary>
    /// The feed: every frame in one total order. What lies at or below a position that was once returned never changes.
    /// </summary>
    /// <remarks>Compaction leaves holes in it: see <see cref="FeedPage.CompactedThrough"/>.</remarks>
    /// <param name="limit">After how many records a page ends, at the end of a frame.</param>
    Task<FeedPage> ReadAll(long afterPosition, int limit);

    /// <summary>
    /// Which streams with this prefix have frames after a position, read in pieces of at most <paramref name="limit"/> frames.
    /// </summary>
    Task<ChangedStreams> ReadChangedStreams(string prefix, long afterPosition, int limit);

    /// <summary>Where a command is recorded, or null.</summary>
    Task<RecordPlace?> FindCommand(CommandId id);

    /// <summary>Where commands are recorded; those that are not are missing from the answer.</summary>
    Task<IReadOnlyDictionary<CommandId, RecordPlace>> FindCommands(IReadOnlyList<CommandId> ids);

    /// <summary>One record; null when there is none or compaction has removed it.</summary>
    Task<StoredRecord?> ReadRecord(RecordPlace place);

    /// <summary>The records of one stream after a version, at most so many, in order: less than all that <see cref="Read"/> would give.</summary>
    async Task<IReadOnlyList<StoredRecord>> ReadStream(string stream, long afterVersion, int limit) =>
        [.. (await Read([new StreamQuery(stream, afterVersion)]))[0].Records.Take(limit)];

    /// <summary>Names of streams with a prefix, in the order of their UTF-8 bytes.</summary>
    /// <param name="after">The last name of the page before, or null.</param>
    Task<IReadOnlyList<string>> ListStreams(string prefix, string? after, int limit);

    /// <summary>The first records with this correlation, in the order of the feed: the audit log of one reservation or order.</summary>
    Task<IReadOnlyList<StoredRecord>> ReadCorrelation(string correlation, int limit);

    /// <summary>Stores snapshots; an older one never replaces a newer one.</summary>
    Task WriteSnapshots(IReadOnlyList<StreamSnapshot> snapshots);

    /// <summary>
    /// Streams, in the order of their UTF-8 bytes, with frames at or below a position that their snapshot covers: those that
    /// <see cref="Compact"/> may find something in.
    /// </summary>
    /// <param name="after">The last name of the page before, or null.</param>
    Task<IReadOnlyList<string>> ListCompactable(string? after, long throughPosition, int limit);

    /// <summary>
    /// Removes the oldest frames of a stream, at most <paramref name="limit"/> of them, that its snapshot covers and that lie at or below
    /// a position. Their command ids stay, with their places, so that a repetition is still recognised; what the records said is gone.
    /// The last frame of a stream always stays: it tells where the stream ends. Positions and versions are never used again.
    /// </summary>
    /// <returns>How many frames were removed; fewer than the limit when there are no more.</returns>
    Task<int> Compact(string stream, long throughPosition, int limit);

    Task<string?> ReadSetting(string name);

    Task WriteSetting(string name, string value);

    /// <summary>The newest position, 0 for an empty journal.</summary>
    Task<long> Head();

    /// <summary>The table of the view <c>stock_item</c>.</summary>
    IStockView Stock { get; }
}
