namespace OrleansCommerce.Journal;

/// <summary>
/// The stored part of the index by command id and correlation, in a database of its own beside the journal. A power failure may take
/// its last writes, together with the position they came with; what it then lacks is read again from the frames.
/// </summary>
internal sealed class SqliteIndex : IAsyncDisposable
{
    private const int FilterPage = 50_000;
    private const string LastPart = "SELECT last_version, places FROM part WHERE stream = ?1 ORDER BY last_version DESC LIMIT 1";

    private readonly string _path;
    private readonly SqliteLane _writer;
    private readonly SqliteLane _reader;
    private Task _filling = Task.CompletedTask;
    private SqliteDatabase? _appenderDatabase;

    public SqliteIndex(string path)
    {
        _path = path;
        _writer = new SqliteLane(
            "index-writer", () => new SqliteDatabase(path, "synchronous = NORMAL", "cache_size = -32768", "wal_autocheckpoint = 8192"));
        _reader = new SqliteLane("index-reader", OpenReader);
        Flusher = new IndexFlusher(Backlog, Store);
    }

    public IndexBacklog Backlog { get; } = new();

    public IndexFlusher Flusher { get; }

    /// <param name="read">Reads a page of the feed after a position.</param>
    public async Task Start(string epoch, long head, Func<long, Task<IndexPage>> read)
    {
        var through = await _writer.Run(database =>
        {
            database.ReadText("PRAGMA journal_mode = WAL");
            SqliteSchema.PrepareIndex(database, epoch, head);
            return SqliteSchema.Through(database);
        });
        Flusher.Start(through);
        while (through < head)
        {
            var page = await read(through);
            Backlog.Add(page);
            through = page.Position;
            await Flusher.MakeRoom();
        }
        _filling = Backlog.Filter.Fill(ReadIds);
    }

    /// <summary>Which of the commands in a batch are recorded. Called on the appender's thread, which has a connection for it.</summary>
    public IReadOnlyDictionary<CommandId, IndexedCommand> FindRecorded(IReadOnlyList<Frame> frames)
    {
        var found = new Dictionary<CommandId, IndexedCommand>();
        Find(Ids(frames), found, _appenderDatabase ??= OpenReader());
        return found;
    }

    public Task<Dictionary<CommandId, IndexedCommand>> Find(IReadOnlyList<CommandId> ids) => _reader.Run(database =>
    {
        var found = new Dictionary<CommandId, IndexedCommand>();
        Find(ids, found, database);
        return found;
    });

    /// <summary>Positions of frames that have a correlation of this hash, in order.</summary>
    public async Task<IReadOnlyCollection<long>> Positions(int hash)
    {
        var positions = new SortedSet<long>(Backlog.Positions(hash));
        return await _reader.Run(database =>
        {
            var statement = database.Statement("SELECT position FROM correlation WHERE hash = ?1").Bind(1, hash);
            while (statement.Step())
                positions.Add(statement.Number(0));
            statement = database.Statement("SELECT entries FROM correlations WHERE hash_group = ?1").Bind(1, Correlations.Group(hash));
            while (statement.Step())
                Correlations.Unpack(statement.Bytes(0), hash, positions);
            return positions;
        });
    }

    /// <summary>Where a stream ends in blocks; null when it has none there. Called on the appender's thread.</summary>
    public long? Head(string stream)
    {
        if (Backlog.TryLast(stream, out var place))
            return place.LastVersion;
        var statement = (_appenderDatabase ??= OpenReader()).Statement(LastPart).Bind(1, stream);
        var head = statement.Step() ? statement.Number(0) : (long?)null;
        statement.Reset();
        return head;
    }

    /// <inheritdoc cref="IBlockStorage.Collect"/>
    public Task Collect(IReadOnlyList<StreamPosition> queries, List<FramePlace>[] into, int limit) => _reader.Run(database =>
        database.InTransaction("BEGIN", database =>
        {
            for (var i = 0; i < queries.Count; i++)
            {
                var statement = database
                    .Statement("SELECT places FROM part WHERE stream = ?1 AND last_version > ?2 ORDER BY last_version LIMIT ?3")
                    .Bind(1, queries[i].Stream).Bind(2, queries[i].Version).Bind(3, limit);
                while (statement.Step())
                    PlaceList.Decode(statement.Bytes(0), into[i]);
                if (into[i].Count > 0)
                    continue;
                statement = database.Statement(LastPart).Bind(1, queries[i].Stream);
                if (statement.Step())
                    PlaceList.Decode(statement.Bytes(1), into[i]);
                statement.Reset();
            }
            return 0;
        }));

    /// <summary>Streams of the stored part with a prefix, after a name, in the order of their UTF-8 bytes.</summary>
    public Task<IReadOnlyList<string>> Streams(string prefix, string? after, int limit) =>
        _reader.Run(database => SqliteStreams.List(database, "part", prefix, after, limit));

    /// <summary>Forgets where frames of a stream are that are no longer there, through a version. What is left behind costs a look that finds nothing.</summary>
    public Task RemovePlaces(string stream, long throughVersion) => _writer.Run(database => database.InTransaction("BEGIN IMMEDIATE", database =>
    {
        database.Statement("DELETE FROM part WHERE stream = ?1 AND last_version <= ?2").Bind(1, stream).Bind(2, throughVersion).Execute();
        var first = database.Statement("SELECT last_version, places FROM part WHERE stream = ?1 ORDER BY last_version LIMIT 1").Bind(1, stream);
        if (!first.Step())
            return 0;
        var (version, places) = (first.Number(0), new List<FramePlace>());
        PlaceList.Decode(first.Bytes(1), places);
        first.Reset();
        if (places.RemoveAll(place => place.LastVersion <= throughVersion) == 0)
            return 0;
        return database.Statement("UPDATE part SET places = ?3 WHERE stream = ?1 AND last_version = ?2")
            .Bind(1, stream).Bind(2, version).Bind(3, PlaceList.Encode(places, new PayloadWriter())).Execute();
    }));

    /// <summary>
    /// Forgets the correlations of frames that are no longer there, where they are rows of their own. One that is left costs a look that
    /// finds nothing.
    /// </summary>
    public Task RemoveCorrelations(List<StoredRecord[]> frames) => frames.Count == 0
        ? Task.CompletedTask
        : _writer.Run(database => database.InTransaction("BEGIN IMMEDIATE", database =>
        {
            var statement = database.Statement("DELETE FROM correlation WHERE hash = ?1 AND position = ?2");
            foreach (var (hash, position) in Correlations.Of(frames))
                statement.Bind(1, hash).Bind(2, position).Execute();
            return 0;
        }));

    public async ValueTask DisposeAsync()
    {
        Backlog.Filter.Close();
        await _filling;
        try
        {
            await Flusher.Flush();
        }
        catch (JournalUnavailableException)
        {
            // The next start reads it from the frames.
        }
        await _reader.DisposeAsync();
        await _writer.DisposeAsync();
        _appenderDatabase?.Dispose();
        _appenderDatabase = null;
    }

    // The entries not stored yet are asked first, and only then the table is looked at: what moves from the one to the other in
    // between is found in the table, which the other order could miss.
    private void Find(IEnumerable<CommandId> ids, Dictionary<CommandId, IndexedCommand> found, SqliteDatabase database)
    {
        var rest = Backlog.Find(ids, found);
        if (rest.Count == 0)
            return;
        database.InTransaction("BEGIN", database =>
        {
            var statement = database.Statement("SELECT position, version FROM command WHERE id = ?1");
            Span<byte> bytes = stackalloc byte[CommandId.Size];
            foreach (var id in rest)
            {
                id.Write(bytes);
                if (statement.Bind(1, bytes).Step())
                    found[id] = new IndexedCommand(statement.Number(0), statement.Number(1));
                statement.Reset();
            }
            return found;
        });
    }

    private Task<IReadOnlyList<CommandId>> ReadIds(CommandId? after) => _reader.Run(database =>
    {
        var statement = database.Statement("SELECT id FROM command WHERE id > ?1 ORDER BY id LIMIT ?2")
            .Bind(1, after?.ToBytes() ?? new byte[CommandId.Size]).Bind(2, FilterPage);
        var ids = new List<CommandId>();
        while (statement.Step())
            ids.Add(CommandId.Read(statement.Bytes(0)));
        statement.Reset();
        return (IReadOnlyList<CommandId>)ids;
    });

    private Task Store(IndexEntries entries) => _writer.Run(database => database.InTransaction("BEGIN IMMEDIATE", database =>
    {
        var command = database.Statement("INSERT INTO command (id, position, version) VALUES (?1, ?2, ?3)");
        var bytes = new byte[CommandId.Size];
        foreach (var (id, place) in entries.SortedCommands())
        {
            id.Write(bytes);
            command.Bind(1, bytes).Bind(2, place.Position).Bind(3, place.Version).Execute();
        }
        var correlations = database.Statement("INSERT INTO correlations (hash_group, through, entries) VALUES (?1, ?2, ?3)");
        foreach (var (group, packed) in Correlations.Pack(entries.Correlations))
            correlations.Bind(1, group).Bind(2, entries.Through).Bind(3, packed).Execute();
        var part = database.Statement("INSERT INTO part (stream, last_version, places) VALUES (?1, ?2, ?3)");
        var writer = new PayloadWriter();
        foreach (var (stream, places) in entries.Places.Sorted())
            part.Bind(1, stream).Bind(2, places[^1].LastVersion).Bind(3, PlaceList.Encode(places, writer)).Execute();
        SqliteSchema.WriteThrough(database, entries.Through);
        return 0;
    }));

    private static IEnumerable<CommandId> Ids(IReadOnlyList<Frame> frames)
    {
        foreach (var frame in frames)
        {
            for (var i = 0; i < frame.Records.Count; i++)
            {
                if (frame.Records[i].CommandId is { } id)
                    yield return id;
            }
        }
    }

    // Looked up are streams and ids of any kind, in no order: a cache would be missed nearly always, and what is missed is in the system's.
    private SqliteDatabase OpenReader() => new(_path, "query_only = ON", "cache_size = -32768", "mmap_size = 4294967296");
}
