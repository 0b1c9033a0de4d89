using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>The journal in PostgreSQL, 13 or later.</summary>
public sealed class PostgresJournal : IJournal
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource _derivedSource;
    private readonly PostgresSession _session;
    private readonly PostgresIndex _index;
    private readonly PostgresAppender _appender;
    private readonly PostgresReads _reads;

    public PostgresJournal(PostgresOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            MaxPoolSize = options.ReadConnections,
            CommandTimeout = (int)Math.Ceiling(options.CommandLimit.TotalSeconds),
            Timeout = (int)Math.Ceiling(options.CommandLimit.TotalSeconds),
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
        };
        _source = NpgsqlDataSource.Create(settings);
        var process = new PostgresProcess(options.Exclusive);
        _session = new PostgresSession(options, _source, process);
        _reads = new PostgresReads(_source);
        // View and index could be made anew, and still their commits wait for the disk: this process outlives a crash of the server,
        // and would never again write what it was told is there.
        settings.MaxPoolSize = 4;
        _derivedSource = NpgsqlDataSource.Create(settings);
        Stock = new PostgresStockView(_derivedSource, process);
        _index = new PostgresIndex(new PostgresReads(_derivedSource), isBehind: options.Exclusive);
        _appender = new PostgresAppender(_session, _index);
    }

    public IStockView Stock { get; }

    public async Task Start(CancellationToken cancellation)
    {
        try
        {
            await PostgresChecks.Run(_source, cancellation);
            await PostgresMigrations.Run(_source, cancellation);
            await _session.Open();
            var head = await Head();
            await _index.Start(position => ReadAll(position, 10_000), head);
            await _appender.Start(head);
        }
        catch (JournalUnavailableException e)
        {
            throw new JournalStartException(e.Message, e);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new JournalStartException($"PostgreSQL: {e.Message}", e);
        }
    }

    public Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        FrameRules.Check(frames);
        return _appender.Append(frames);
    }

    public async Task<IReadOnlyList<StoredStream>> Read(IReadOnlyList<StreamQuery> queries)
    {
        // While the outcome of a lost statement is open, a stream has no state that could be relied on.
        if (_session.IsInDoubt)
            await _session.Open();
        return await _reads.Run(connection => PostgresStreams.Read(connection, queries));
    }

    public Task<IReadOnlyList<long>> ReadHeads(IReadOnlyList<string> streams) => _reads.Run<IReadOnlyList<long>>(async connection =>
    {
        var heads = await PostgresStreams.Heads(connection, [.. streams]);
        return [.. streams.Select(stream => heads.GetValueOrDefault(stream))];
    });

    public Task<FeedPage> ReadAll(long afterPosition, int limit) =>
        _reads.Run(connection => PostgresCompaction.ReadAll(connection, afterPosition, limit));

    public Task<ChangedStreams> ReadChangedStreams(string prefix, long afterPosition, int limit) =>
        _reads.Run(connection => PostgresStreams.ReadChanged(connection, prefix, afterPosition, limit));

    public async Task<RecordPlace?> FindCommand(CommandId id) => (await FindCommands([id])).TryGetValue(id, out var place) ? place : null;

    public async Task<IReadOnlyDictionary<CommandId, RecordPlace>> FindCommands(IReadOnlyList<CommandId> ids)
    {
        if (_session.IsInDoubt)
            await _session.Open();
        return await _reads.Run(async connection =>
        {
            var found = await _index.Find(connection, ids);
            foreach (var record in await _appender.Unindexed(connection))
            {
                if (record.Record.CommandId is { } id && ids.Contains(id))
                    found.TryAdd(id, new RecordPlace(record.Stream, record.Version));
            }
            return found;
        });
    }

    public async Task<StoredRecord?> ReadRecord(RecordPlace place)
    {
        if (place.Version < 1)
            return null;
        var stream = await _reads.Run(connection => PostgresStreams.ReadFrame(connection, place));
        return stream.FirstOrDefault(record => record.Version == place.Version) is { Record: not null } found ? found : null;
    }

    public Task<IReadOnlyList<StoredRecord>> ReadStream(string stream, long afterVersion, int limit) =>
        _reads.Run(connection => PostgresStreams.ReadStream(connection, stream, afterVersion, limit));

    public Task<IReadOnlyList<string>> ListStreams(string prefix, string? after, int limit) =>
        _reads.Run(connection => PostgresStreams.List(connection, prefix, after, limit));

    public async Task<IReadOnlyList<StoredRecord>> ReadCorrelation(string correlation, int limit)
    {
        var positions = await _index.Positions(correlation);
        return await _reads.Run(async connection =>
        {
            var unindexed = (await _appender.Unindexed(connection)).Where(record => record.Record.Correlation == correlation);
            return await PostgresStreams.ReadCorrelation(
                connection, [.. positions.Union(unindexed.Select(record => record.Position))], correlation, limit);
        });
    }

    public Task WriteSnapshots(IReadOnlyList<StreamSnapshot> snapshots)
    {
        // One row per stream: a statement may not touch a row twice.
        var newest = snapshots.GroupBy(snapshot => snapshot.Stream, StringComparer.Ordinal)
            .Select(group => group.MaxBy(snapshot => snapshot.Snapshot.Version))
            .OrderBy(snapshot => snapshot.Stream, StringComparer.Ordinal).ToArray();
        return _reads.Execute(
            """
            INSERT INTO snapshot (stream, version, body) SELECT * FROM unnest($1, $2, $3)
            ON CONFLICT (stream) DO UPDATE SET version = excluded.version, body = excluded.body WHERE excluded.version > snapshot.version
            """,
            newest.Select(snapshot => snapshot.Stream).ToArray(),
            newest.Select(snapshot => snapshot.Snapshot.Version).ToArray(),
            newest.Select(snapshot => snapshot.Snapshot.Body.ToArray()).ToArray());
    }

    public Task<IReadOnlyList<string>> ListCompactable(string? after, long throughPosition, int limit) =>
        _reads.Run(connection => PostgresCompaction.List(connection, after, throughPosition, limit));

    public async Task<int> Compact(string stream, long throughPosition, int limit)
    {
        // What the index does not have yet can be read from the frames alone.
        if (_index.Flusher is { } flusher && throughPosition > _index.StoredThrough)
            await flusher.Flush();
        var through = Math.Min(throughPosition, _index.StoredThrough);
        return await _reads.Run(connection => PostgresCompaction.Run(connection, stream, through, limit));
    }

    public async Task<string?> ReadSetting(string name) => await _reads.Scalar<string?>("SELECT value FROM setting WHERE name = $1", name);

    public Task WriteSetting(string name, string value) => _reads.Execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value);

    public Task<long> Head() => _reads.Scalar<long>("SELECT max(position) FROM frame");

    public async ValueTask DisposeAsync()
    {
        await _index.DisposeAsync();
        await _session.DisposeAsync();
        await _source.DisposeAsync();
        await _derivedSource.DisposeAsync();
    }
}
