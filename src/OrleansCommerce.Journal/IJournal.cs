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
    /// The feed: every frame in one total order. What lies at or below a position that was once returned never changes.
    /// </summary>
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

    /// <summary>One record, or null.</summary>
    Task<StoredRecord?> ReadRecord(RecordPlace place);

    /// <summary>Names of streams with a prefix, in the order of their UTF-8 bytes.</summary>
    /// <param name="after">The last name of the page before, or null.</param>
    Task<IReadOnlyList<string>> ListStreams(string prefix, string? after, int limit);

    /// <summary>The first records with this correlation, in the order of the feed: the audit log of one reservation or order.</summary>
    Task<IReadOnlyList<StoredRecord>> ReadCorrelation(string correlation, int limit);

    /// <summary>Stores snapshots; an older one never replaces a newer one.</summary>
    Task WriteSnapshots(IReadOnlyList<StreamSnapshot> snapshots);

    Task<string?> ReadSetting(string name);

    Task WriteSetting(string name, string value);

    /// <summary>The newest position, 0 for an empty journal.</summary>
    Task<long> Head();

    /// <summary>The table of the view <c>stock_item</c>.</summary>
    IStockView Stock { get; }
}
