using System.Globalization;
using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>
/// The index by command id and by correlation. A process that owns the journal alone lets it follow behind; what it lacks is in the
/// backlog, and how far it goes is a setting that is written with it. In a cluster nobody could know what another process still has
/// to store, so there each batch writes its part itself, and there is no such setting.
/// </summary>
internal sealed class PostgresIndex : IAsyncDisposable
{
    private const string ThroughSetting = "correlated_through";
    private const int FilterPage = 50_000;

    // Looking for each entry first costs a third of storing it, and it is hardly ever there.
    private static readonly string StoreStatement = Statement("");

    // Entries may be there already: an earlier owner may have stored them without being able to say so.
    private static readonly string StoreAgainStatement = Statement("ON CONFLICT DO NOTHING");

    private static string Statement(string onConflict) => $"""
        WITH through AS (
            INSERT INTO setting (name, value) SELECT $3, $4 WHERE $5
            ON CONFLICT (name) DO UPDATE SET value = excluded.value),
        commands AS (
            INSERT INTO command (id, position, version) SELECT * FROM unnest($6, $7, $8) {onConflict}),
        parts AS (
            INSERT INTO part (stream, last_version, places) SELECT * FROM unnest($9, $10, $11) {onConflict})
        INSERT INTO correlations (hash_group, entries, through) SELECT *, $12 FROM unnest($1, $2) {onConflict}
        """;

    private readonly PostgresReads _database;
    private readonly DedicatedThreadScheduler? _thread;

    // One piece is stored at a time; arrays of this size are costly to collect.
    private readonly List<Guid> _ids = [];
    private readonly List<long> _positions = [];
    private readonly List<long> _versions = [];
    private Task _filling = Task.CompletedTask;
    private bool _isDisposed;

    public PostgresIndex(PostgresReads database, bool isBehind)
    {
        _database = database;
        if (!isBehind)
            return;
        Backlog = new IndexBacklog();
        _thread = new DedicatedThreadScheduler("journal-index");
        Flusher = new IndexFlusher(Backlog, async entries => await await Task.Factory.StartNew(
            () => Store(entries, isBehind: true), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _thread));
    }

    /// <summary>Null where each batch writes its part itself.</summary>
    public IndexBacklog? Backlog { get; }

    public IndexFlusher? Flusher { get; }

    /// <summary>Up to here frames are found without the backlog, so that compaction may remove them.</summary>
    public long StoredThrough => Flusher?.StoredThrough ?? long.MaxValue;

    /// <summary>Indexes what an earlier owner left.</summary>
    public async Task Start(Func<long, Task<IndexPage>> read, long head)
    {
        var stored = await _database.Scalar<string?>("SELECT value FROM setting WHERE name = $1", ThroughSetting);
        var through = stored is null ? head : long.Parse(stored, CultureInfo.InvariantCulture);
        if (Backlog is null)
        {
            await StoreTail(read, through, head);
            return;
        }
        // It is found in the backlog, as what this process writes is, and stored with that.
        Flusher!.Start(through);
        if (stored is null)
            await Store(new IndexEntries { Through = head }, isBehind: true);
        while (through < head)
        {
            var page = await read(through);
            Backlog.Add(page);
            through = page.Position;
            await Flusher.MakeRoom();
        }
        _filling = Backlog.Filter.Fill(ReadIds);
    }

    /// <summary>Which commands are recorded, and where.</summary>
    /// <param name="tail">What neither the backlog nor the stored index may have.</param>
    public async Task<Dictionary<CommandId, RecordPlace>> Find(
        NpgsqlConnection connection, IReadOnlyList<CommandId> ids, IndexBacklog? tail = null)
    {
        var found = new Dictionary<CommandId, IndexedCommand>();
        var rest = Backlog?.Find(ids, found) ?? ids;
        if (tail is not null)
            rest = tail.Find(ids.Where(id => !found.ContainsKey(id)), found);
        if (rest.Count > 0)
        {
            foreach (var (id, command) in await PostgresStreams.Find(connection, rest))
                found[id] = command;
        }
        if (found.Count == 0)
            return [];
        var streams = await PostgresStreams.StreamsAt(connection, [.. found.Values.Select(command => command.Position).Distinct()]);
        return found.ToDictionary(command => command.Key, command => new RecordPlace(streams[command.Value.Position], command.Value.Version));
    }

    /// <summary>Whether none of the commands is known to be recorded; for nearly all that are new it is known without a query that they are.</summary>
    /// <param name="doubtful">Those that are to be looked for in what is stored.</param>
    public bool MayBeNew(IEnumerable<CommandId> ids, out List<CommandId> doubtful)
    {
        var unstored = new Dictionary<CommandId, IndexedCommand>();
        doubtful = Backlog!.Find(ids, unstored);
        return unstored.Count == 0;
    }

    /// <summary>Where streams end; those without records are missing. Of a journal of one's own, everything has to be in the index.</summary>
    /// <remarks>
    /// The database is asked for those that are here, too: while the lock was lost, several processes may have had the journal, and what
    /// they wrote are rows.
    /// </remarks>
    public async Task<Dictionary<string, long>> Heads(NpgsqlConnection connection, string[] streams)
    {
        var unstored = new long[streams.Length];
        for (var i = 0; i < streams.Length; i++)
            unstored[i] = Backlog is not null && Backlog.TryLast(streams[i], out var place) ? place.LastVersion : 0;
        var heads = await PostgresStreams.Heads(connection, streams);
        for (var i = 0; i < streams.Length; i++)
        {
            if (unstored[i] > heads.GetValueOrDefault(streams[i]))
                heads[streams[i]] = unstored[i];
        }
        return heads;
    }

    public async Task<IReadOnlyList<long>> Positions(string correlation, IndexBacklog? tail)
    {
        var hash = Correlations.Hash(correlation);
        var positions = new SortedSet<long>(Backlog?.Positions(hash) ?? []);
        positions.UnionWith(tail?.Positions(hash) ?? []);
        return await _database.Run(async connection =>
        {
            await using var command = PostgresStreams.Command(connection, "SELECT position FROM correlation WHERE hash = $1", hash);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                positions.Add(reader.GetInt64(0));
            await reader.CloseAsync();
            await using var packed = PostgresStreams.Command(
                connection, "SELECT entries FROM correlations WHERE hash_group = $1", Correlations.Group(hash));
            await using var pieces = await packed.ExecuteReaderAsync();
            while (await pieces.ReadAsync())
                Correlations.Unpack(pieces.GetFieldValue<byte[]>(0), hash, positions);
            return positions.ToArray();
        });
    }

    public async ValueTask DisposeAsync()
    {
        Backlog?.Filter.Close();
        await _filling;
        if (Flusher is null || _isDisposed)
            return;
        _isDisposed = true;
        try
        {
            await Flusher.Flush();
        }
        catch (JournalUnavailableException)
        {
            // The next owner reads it from the frames.
        }
        _thread?.Dispose();
    }

    private Task<IReadOnlyList<CommandId>> ReadIds(CommandId? after) => _database.Run(async connection =>
    {
        await using var command = PostgresStreams.Command(
            connection,
            "SELECT id FROM command WHERE id > $1 ORDER BY id LIMIT $2",
            after is { } last ? PostgresStreams.ToUuid(last) : Guid.Empty,
            FilterPage);
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<CommandId>();
        while (await reader.ReadAsync())
            ids.Add(PostgresStreams.FromUuid(reader.GetGuid(0)));
        return (IReadOnlyList<CommandId>)ids;
    });

    // Where several processes share the journal, all of it is stored before any of them writes.
    private async Task StoreTail(Func<long, Task<IndexPage>> read, long through, long head)
    {
        var left = new IndexBacklog();
        while (through < head)
        {
            var page = await read(through);
            left.Add(page);
            through = page.Position;
            if (left.Count >= IndexFlusher.FlushAt)
                await Store(left);
        }
        await Store(left);
        await _database.Execute("DELETE FROM setting WHERE name = $1", ThroughSetting);
    }

    private async Task Store(IndexBacklog left)
    {
        await Store(left.Take(), isBehind: false);
        left.Stored();
    }

    private Task Store(IndexEntries entries, bool isBehind) => _database.Run(async connection =>
    {
        var correlations = Correlations.Pack(entries.Correlations).ToArray();
        _ids.Clear();
        _positions.Clear();
        _versions.Clear();
        foreach (var (id, place) in entries.SortedCommands())
        {
            _ids.Add(PostgresStreams.ToUuid(id));
            _positions.Add(place.Position);
            _versions.Add(place.Version);
        }
        var (streams, lastVersions, places) = (new List<string>(), new List<long>(), new List<byte[]>());
        var writer = new PayloadWriter();
        foreach (var (stream, frames) in entries.Places.Sorted())
        {
            streams.Add(stream);
            lastVersions.Add(frames[^1].LastVersion);
            places.Add(PlaceList.Encode(frames, writer));
        }
        await using var command = PostgresStreams.Command(
            connection,
            StoreStatement,
            correlations.Select(entry => entry.Group).ToArray(),
            correlations.Select(entry => entry.Bytes).ToArray(),
            ThroughSetting,
            entries.Through.ToString(CultureInfo.InvariantCulture),
            isBehind,
            _ids,
            _positions,
            _versions,
            streams,
            lastVersions,
            places,
            entries.Through);
        try
        {
            return await command.ExecuteNonQueryAsync();
        }
        catch (PostgresException e) when (PostgresErrors.IsUniqueViolation(e))
        {
            command.CommandText = StoreAgainStatement;
            return await command.ExecuteNonQueryAsync();
        }
    });
}
