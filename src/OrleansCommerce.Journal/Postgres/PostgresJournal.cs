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
    private readonly PostgresBlocks _blocks;
    private readonly PostgresStockView _view;

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
        _blocks = new PostgresBlocks(_reads);
        // View and index could be made anew, and still their commits wait for the disk: this process outlives a crash of the server,
        // and would never again write what it was told is there.
        settings.MaxPoolSize = 4;
        _derivedSource = NpgsqlDataSource.Create(settings);
        _view = new PostgresStockView(_derivedSource, process);
        _index = new PostgresIndex(new PostgresReads(_derivedSource), isBehind: options.Exclusive);
        _appender = new PostgresAppender(_session, _index);
    }

    public IStockView Stock => _view;

    public async Task Start(CancellationToken cancellation)
    {
        try
        {
            await PostgresChecks.Run(_source, cancellation);
            await PostgresMigrations.Run(_source, cancellation);
            await _session.Open();
            if (_index.Backlog is null)
                await PostgresUnpacking.Run(_source, cancellation);
            var head = await Head();
            await _index.Start(position => _reads.Run(connection => PostgresBlocks.ReadIndexed(connection, position, 10_000)), head);
            await _appender.Start(head);
            await _view.Start(head);
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
        await Settle();
        return await Streams() is { } streams
            ? await streams.Read(queries)
            : await _reads.Run(connection => PostgresStreams.Read(connection, queries));
    }

    public async Task<IReadOnlyList<long>> ReadHeads(IReadOnlyList<string> streams)
    {
        var last = await Streams() is { } reads ? await reads.Last(streams) : new FramePlace?[streams.Count];
        var heads = await _reads.Run(connection => PostgresStreams.Heads(connection, [.. streams]));
        return [.. streams.Select((stream, i) => Math.Max(heads.GetValueOrDefault(stream), last[i]?.LastVersion ?? 0))];
    }

    public Task<FeedPage> ReadAll(long afterPosition, int limit) =>
        _reads.Run(connection => PostgresCompaction.ReadAll(connection, afterPosition, limit));

    public Task<ChangedStreams> ReadChangedStreams(string prefix, long afterPosition, int limit) =>
        _reads.Run(connection => PostgresFeed.ReadChanged(connection, prefix, afterPosition, limit));

    public async Task<RecordPlace?> FindCommand(CommandId id) => (await FindCommands([id])).TryGetValue(id, out var place) ? place : null;

    public async Task<IReadOnlyDictionary<CommandId, RecordPlace>> FindCommands(IReadOnlyList<CommandId> ids)
    {
        await Settle();
        return await _reads.Run(async connection => await _index.Find(connection, ids, await _appender.Unindexed(connection)));
    }

    public async Task<StoredRecord?> ReadRecord(RecordPlace place)
    {
        if (place.Version < 1)
            return null;
        var frame = await _reads.Run(connection => PostgresStreams.ReadFrame(connection, place));
        if (frame.FirstOrDefault(record => record.Version == place.Version) is { Record: not null } found)
            return found;
        if (await Streams() is not { } streams)
            return null;
        var records = await streams.ReadStream(place.Stream, place.Version - 1, 1);
        return records.Count > 0 && records[0].Version == place.Version ? records[0] : null;
    }

    public async Task<IReadOnlyList<StoredRecord>> ReadStream(string stream, long afterVersion, int limit)
    {
        var rows = await _reads.Run(connection => PostgresStreams.ReadStream(connection, stream, afterVersion, limit));
        return rows.Count < limit && await Streams() is { } streams
            ? [.. rows, .. await streams.ReadStream(stream, rows.Count > 0 ? rows[^1].Version : afterVersion, limit - rows.Count)]
            : rows;
    }

    public async Task<IReadOnlyList<string>> ListStreams(string prefix, string? after, int limit)
    {
        // What is not stored in the index yet goes first: it moves there.
        var names = new SortedSet<string>(
            (await Streams())?.Unstored(prefix).Where(name => Utf8Order.Comparer.Compare(name, after ?? "") > 0) ?? [], Utf8Order.Comparer);
        names.UnionWith(await _reads.Run(connection => PostgresStreams.List(connection, "part", prefix, after, limit)));
        names.UnionWith(await _reads.Run(connection => PostgresStreams.List(connection, "frame", prefix, after, limit)));
        return [.. names.Take(limit)];
    }

    public Task<IReadOnlyList<StoredRecord>> ReadCorrelation(string correlation, int limit) => _reads.Run(async connection =>
    {
        var positions = await _index.Positions(correlation, await _appender.Unindexed(connection));
        return await PostgresFeed.ReadCorrelation(connection, positions, correlation, limit);
    });

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

    public async Task<IReadOnlyList<string>> ListCompactable(string? after, long throughPosition, int limit)
    {
        var streams = await Streams() ?? new StreamReads(new IndexBacklog(), _blocks);
        return await streams.Compactable(after, throughPosition, limit, from =>
            _reads.Run(connection => PostgresCompaction.Snapshots(connection, from, throughPosition, limit)));
    }

    public async Task<int> Compact(string stream, long throughPosition, int limit)
    {
        // What the index does not have yet can be read from the frames alone.
        if (_index.Flusher is { } flusher && throughPosition > _index.StoredThrough)
            await flusher.Flush();
        var through = Math.Min(throughPosition, _index.StoredThrough);
        var places = await Streams() is { } streams ? (await streams.Places([new StreamPosition(stream, 0)], limit + 1))[0] : [];
        return await _reads.Run(async connection =>
        {
            var removed = await PostgresCompaction.Run(
                connection, stream, places.Count > 0 ? places[^1].LastVersion : 0, through, limit);
            return removed < limit && places.Count > 0
                ? removed + await PostgresCompaction.RunBlocks(connection, stream, places, through, limit - removed)
                : removed;
        });
    }

    public async Task<string?> ReadSetting(string name) => await _reads.Scalar<string?>("SELECT value FROM setting WHERE name = $1", name);

    public Task WriteSetting(string name, string value) => _reads.Execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value);

    public Task<long> Head() => _reads.Scalar<long>(
        "SELECT greatest((SELECT max(position) FROM frame), (SELECT max(position) FROM block))");

    /// <summary>While the outcome of a lost statement is open, a stream has no state that could be relied on.</summary>
    private async Task Settle()
    {
        if (_session.IsInDoubt)
            await _session.Open();
    }

    /// <summary>Reads what lies in blocks; null where several processes share the journal, which write none.</summary>
    private async Task<StreamReads?> Streams() => _index.Backlog is null
        ? null
        : new StreamReads(_index.Backlog, _blocks, await _reads.Run(_appender.Unindexed));

    public async ValueTask DisposeAsync()
    {
        await _index.DisposeAsync();
        await _session.DisposeAsync();
        await _source.DisposeAsync();
        await _derivedSource.DisposeAsync();
    }
}
