namespace OrleansCommerce.Journal;

/// <summary>
/// The embedded journal: one SQLite database in WAL mode, made durable on every commit. Recovery after a crash is SQLite's own.
/// </summary>
public sealed class SqliteJournal : IJournal
{
    private readonly SqliteOptions _options;
    private readonly SqliteLane _writer;
    private readonly SqliteLane _loader;
    private readonly SqliteLane _reader;
    private readonly SqliteIndex _index;
    private readonly SqliteAppender _appender;
    private readonly StreamReads _streams;
    private readonly SqliteStockView _stock;
    private readonly SqliteCheckpoint _checkpoint;
    private StoreLock? _lock;

    public SqliteJournal(SqliteOptions options)
    {
        _options = options;
        _writer = new SqliteLane("journal-writer", OpenWriter);
        // Loads have a lane of their own, so that a long read of the feed does not keep items from coming up.
        _loader = new SqliteLane("journal-loader", OpenReader);
        _reader = new SqliteLane("journal-reader", OpenReader);
        _index = new SqliteIndex(options.Path + ".index");
        _appender = new SqliteAppender(_writer, _index);
        _streams = new StreamReads(_index.Backlog, new SqliteBlocks(_loader, _index));
        _stock = new SqliteStockView(options.Path + ".view");
        _checkpoint = new SqliteCheckpoint(options.Path, options.CheckpointPages);
    }

    public IStockView Stock => _stock;

    public async Task Start(CancellationToken cancellation)
    {
        _lock ??= new StoreLock(_options.Path + ".lock");
        var (epoch, head) = await _writer.Run(database =>
        {
            if (database.ReadText("PRAGMA journal_mode = WAL") is not "wal")
                throw new JournalStartException($"{_options.Path} cannot use a write-ahead log; it needs a local file system.");
            SqliteSchema.Prepare(database);
            return (SqliteSchema.Setting(database, JournalSettings.Epoch)!, SqliteAppender.ReadHead(database));
        });
        await _stock.Start(epoch, head);
        await _index.Start(epoch, head, position => _reader.Run(database => SqliteCompaction.ReadIndexed(database, position, 10_000)));
        _appender.Start(head);
    }

    public async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        FrameRules.Check(frames);
        await _index.Flusher.MakeRoom();
        var outcome = await _writer.Run(database =>
        {
            _checkpoint.JoinIn(database);
            return _appender.Append(database, frames);
        });
        _checkpoint.Written(_appender.LastPages);
        return outcome;
    }

    public async Task<IReadOnlyList<StoredStream>> Read(IReadOnlyList<StreamQuery> queries)
    {
        await Settle();
        return await _streams.Read(queries);
    }

    public async Task<IReadOnlyList<long>> ReadHeads(IReadOnlyList<string> streams)
    {
        await Settle();
        var last = await _streams.Last(streams);
        return await _loader.Run<IReadOnlyList<long>>(database =>
            [.. streams.Select((stream, i) => last[i]?.LastVersion ?? SqliteStreams.Head(database, stream).Version)]);
    }

    public Task<FeedPage> ReadAll(long afterPosition, int limit) =>
        _reader.Run(database => database.InTransaction(
            "BEGIN", database => SqliteStreams.ReadAll(database, afterPosition, limit) with { CompactedThrough = SqliteCompaction.Through(database) }));

    public Task<ChangedStreams> ReadChangedStreams(string prefix, long afterPosition, int limit) =>
        _reader.Run(database => SqliteStreams.ReadChanged(database, prefix, afterPosition, limit));

    public async Task<RecordPlace?> FindCommand(CommandId id) => (await FindCommands([id])).TryGetValue(id, out var place) ? place : null;

    public async Task<IReadOnlyDictionary<CommandId, RecordPlace>> FindCommands(IReadOnlyList<CommandId> ids)
    {
        await Settle();
        var found = await _index.Find(ids);
        return found.Count == 0
            ? new Dictionary<CommandId, RecordPlace>()
            : await _loader.Run(database =>
                found.ToDictionary(command => command.Key, command => SqliteStreams.Place(database, command.Value)));
    }

    public async Task<StoredRecord?> ReadRecord(RecordPlace place)
    {
        if (place.Version < 1)
            return null;
        await Settle();
        if (await _loader.Run(database => SqliteStreams.ReadRecord(database, place)) is { } row)
            return row;
        var records = await _streams.ReadStream(place.Stream, place.Version - 1, 1);
        return records.Count > 0 && records[0].Version == place.Version ? records[0] : null;
    }

    public async Task<IReadOnlyList<StoredRecord>> ReadStream(string stream, long afterVersion, int limit)
    {
        await Settle();
        var rows = await _reader.Run(database => SqliteStreams.ReadStream(database, stream, afterVersion, limit));
        return rows.Count >= limit
            ? rows
            : [.. rows, .. await _streams.ReadStream(stream, rows.Count > 0 ? rows[^1].Version : afterVersion, limit - rows.Count)];
    }

    public async Task<IReadOnlyList<string>> ListStreams(string prefix, string? after, int limit)
    {
        await Settle();
        // What is not stored in the index yet goes first: it moves there.
        var names = new SortedSet<string>(_index.Backlog.Streams(prefix).Where(name => Utf8Order.Comparer.Compare(name, after ?? "") > 0), Utf8Order.Comparer);
        names.UnionWith(await _index.Streams(prefix, after, limit));
        names.UnionWith(await _reader.Run(database => SqliteStreams.List(database, "frame", prefix, after, limit)));
        return [.. names.Take(limit)];
    }

    public async Task<IReadOnlyList<StoredRecord>> ReadCorrelation(string correlation, int limit)
    {
        var positions = await _index.Positions(Correlations.Hash(correlation));
        return await _reader.Run(database => SqliteStreams.ReadCorrelation(database, positions, correlation, limit));
    }

    /// <inheritdoc/>
    /// <remarks>Written in pieces, so that a batch of the group commit waits for a small one at most.</remarks>
    public async Task WriteSnapshots(IReadOnlyList<StreamSnapshot> snapshots)
    {
        foreach (var piece in snapshots.Chunk(64))
        {
            await _writer.Run(database => database.InTransaction("BEGIN IMMEDIATE", database =>
            {
                var statement = database.Statement("""
                    INSERT INTO snapshot (stream, version, body) VALUES (?1, ?2, ?3)
                    ON CONFLICT (stream) DO UPDATE SET version = excluded.version, body = excluded.body WHERE excluded.version > version
                    """);
                foreach (var (stream, snapshot) in piece)
                    statement.Bind(1, stream).Bind(2, snapshot.Version).Bind(3, snapshot.Body.Span).Execute();
                return 0;
            }));
        }
    }

    public async Task<IReadOnlyList<string>> ListCompactable(string? after, long throughPosition, int limit)
    {
        await Settle();
        return await _streams.Compactable(after, throughPosition, limit, from =>
            _reader.Run(database => SqliteCompaction.Snapshots(database, from, throughPosition, limit)));
    }

    public async Task<int> Compact(string stream, long throughPosition, int limit)
    {
        await Settle();
        var lastInBlocks = (await _streams.Last([stream]))[0]?.LastVersion ?? 0;
        var removed = await _writer.Run(database => SqliteCompaction.Run(database, stream, lastInBlocks, throughPosition, limit));
        if (lastInBlocks > 0 && removed.Count < limit)
        {
            // What is removed must not be entered in the index any more.
            if (throughPosition > _index.Flusher.StoredThrough)
                await _index.Flusher.Flush();
            var indexed = Math.Min(throughPosition, _index.Flusher.StoredThrough);
            var places = (await _streams.Places([new StreamPosition(stream, 0)], limit + 1))[0];
            var (frames, through) = await _writer.Run(
                database => SqliteCompaction.RunBlocks(database, stream, places, indexed, limit - removed.Count));
            removed.AddRange(frames);
            if (through > 0)
                await _index.RemovePlaces(stream, through);
        }
        return removed.Count;
    }

    public Task<string?> ReadSetting(string name) => _reader.Run(database => SqliteSchema.Setting(database, name));

    public Task WriteSetting(string name, string value) => _writer.Run(database => database
        .Statement("INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .Bind(1, name).Bind(2, value).Execute());

    public Task<long> Head() => _reader.Run(SqliteAppender.ReadHead);

    public async ValueTask DisposeAsync()
    {
        await _stock.DisposeAsync();
        await _index.DisposeAsync();
        await _checkpoint.DisposeAsync();
        await _loader.DisposeAsync();
        await _reader.DisposeAsync();
        await _writer.DisposeAsync();
        _lock?.Dispose();
    }

    /// <summary>While it is open whether the last batch was written, the index does not know what is there.</summary>
    private Task Settle() => _appender.IsInDoubt ? _writer.Run(_appender.Settle) : Task.CompletedTask;

    private SqliteDatabase OpenWriter() => new(
        _options.Path,
        "synchronous = FULL",
        $"cache_size = -{_options.CacheKib}",
        "wal_autocheckpoint = 0",
        $"max_page_count = {(_options.MaxPages > 0 ? _options.MaxPages : uint.MaxValue - 1)}",
        "temp_store = MEMORY");

    private SqliteDatabase OpenReader() => new(_options.Path, "query_only = ON", "cache_size = -16384");
}
