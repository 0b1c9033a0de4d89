using System.Text;

namespace OrleansCommerce.Journal;

/// <summary>
/// The stored part of the index by command id, stream and correlation, in a database of its own beside the journal. Its keys are in no order,
/// and a table of them would have to be changed in nearly all of its pages each time: so each piece is stored as a <see cref="Run"/>, and
/// runs are merged behind. A power failure may take its last writes, together with the position they came with; what it then lacks is
/// read again from the frames.
/// </summary>
internal sealed class SqliteIndex : IAsyncDisposable
{
    private const int FilterPage = 50_000;

    private readonly string _path;
    private readonly SqliteLane _writer;
    private readonly SqliteLane _reader;
    private readonly RunStore _runs = new();
    private readonly RunMerger _merger;
    private readonly RunFlush _flush;
    private readonly RunLookup _lookup;
    private readonly RunLookup _appenderLookup;
    private Task _filling = Task.CompletedTask;
    private Task _merging = Task.CompletedTask;
    private bool _isClosed;
    private SqliteDatabase? _appenderDatabase;

    public SqliteIndex(string path)
    {
        _path = path;
        _merger = new RunMerger(_runs);
        _flush = new RunFlush(_runs);
        _lookup = new RunLookup(_runs);
        _appenderLookup = new RunLookup(_runs);
        _writer = new SqliteLane("index-writer", () => new SqliteDatabase(
            path, "page_size = 8192", "synchronous = NORMAL", "cache_size = -32768", "mmap_size = 4294967296", "wal_autocheckpoint = 2048"));
        _reader = new SqliteLane("index-reader", OpenReader);
        Flusher = new IndexFlusher(Backlog, Store);
    }

    public IndexBacklog Backlog { get; } = new();

    public IndexFlusher Flusher { get; }

    /// <param name="read">Reads a page of the feed after a position.</param>
    public async Task Start(string epoch, long head, Func<long, Task<IndexPage>> read)
    {
        await _writer.Run(DropEarlierForm);
        var through = await _writer.Run(database =>
        {
            database.ReadText("PRAGMA journal_mode = WAL");
            SqliteSchema.PrepareIndex(database, epoch, head);
            _runs.Load(database);
            _merger.Start(database);
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
        Find(Frame.CommandIds(frames), found, _appenderDatabase ??= OpenReader(), _appenderLookup);
        return found;
    }

    public Task<Dictionary<CommandId, IndexedCommand>> Find(IReadOnlyList<CommandId> ids) => _reader.Run(database =>
    {
        var found = new Dictionary<CommandId, IndexedCommand>();
        Find(ids, found, database, _lookup);
        return found;
    });

    /// <summary>Positions of frames that have a correlation of this hash, in order.</summary>
    public async Task<IReadOnlyCollection<long>> Positions(int hash)
    {
        var positions = new SortedSet<long>(Backlog.Positions(hash));
        await _reader.Run(database => _lookup.Look(database, (database, runs) => _lookup.Positions(database, runs, hash, positions)));
        return positions;
    }

    /// <summary>Where a stream ends in blocks; null when it has none there. Called on the appender's thread.</summary>
    public long? Head(string stream)
    {
        if (Backlog.TryLast(stream, out var place))
            return place.LastVersion;
        var key = Encoding.UTF8.GetBytes(stream);
        return _appenderLookup.Look(
            _appenderDatabase ??= OpenReader(), (database, runs) => _appenderLookup.Head(database, runs, key));
    }

    /// <inheritdoc cref="IBlockStorage.Collect"/>
    public Task Collect(IReadOnlyList<StreamPosition> queries, List<FramePlace>[] into, int limit)
    {
        var counts = Array.ConvertAll(into, static places => places.Count);
        return _reader.Run(database => _lookup.Look(database, (database, runs) =>
        {
            for (var i = 0; i < queries.Count; i++)
            {
                var (stream, version) = queries[i];
                into[i].RemoveRange(counts[i], into[i].Count - counts[i]);
                // Versions have no gaps: what goes on from this one has no more in the stored part.
                if (into[i].Exists(place => place.FirstVersion <= version + 1))
                    continue;
                var key = Encoding.UTF8.GetBytes(stream);
                if (limit == int.MaxValue)
                    _lookup.Newest(database, runs, key, version, into[i]);
                else
                    _lookup.Oldest(database, runs, key, version, limit, into[i]);
            }
            return 0;
        }));
    }

    /// <summary>Streams of the stored part with a prefix, after a name, in the order of their UTF-8 bytes.</summary>
    public Task<IReadOnlyList<string>> Streams(string prefix, string? after, int limit) =>
        _reader.Run(database => _lookup.Look<IReadOnlyList<string>>(database, (database, runs) =>
        {
            var isBehind = after is not null && Utf8Order.Comparer.Compare(after, prefix) >= 0;
            var start = Encoding.UTF8.GetBytes(prefix);
            var union = new RunUnion(database, runs[RunKind.Places], isBehind ? Behind(Encoding.UTF8.GetBytes(after!)) : start);
            var streams = new List<string>();
            while (streams.Count < limit && union.Next(database) && union.Key.StartsWith(start))
                streams.Add(Encoding.UTF8.GetString(union.Key));
            return streams;
        }));

    /// <summary>Forgets where frames of a stream are that are no longer there, through a version. What is left behind costs a look that finds nothing.</summary>
    public Task RemovePlaces(string stream, long throughVersion) => _writer.Run(database =>
    {
        RemovedPlaces.Add(database, Encoding.UTF8.GetBytes(stream), throughVersion, _runs.NextRun);
        _merger.NoteRemoved();
        return 0;
    });

    /// <summary>Ends when there is nothing left to merge of what has been stored.</summary>
    public Task Merged() => _merging;

    public async ValueTask DisposeAsync()
    {
        Backlog.Filter.Close();
        Volatile.Write(ref _isClosed, true);
        await _filling;
        try
        {
            await Flusher.Flush();
            await _merging;
        }
        catch (Exception e) when (e is JournalUnavailableException or JournalFormatException)
        {
            // The next start reads it from the frames, and a merge begins anew.
        }
        await _reader.DisposeAsync();
        await _writer.DisposeAsync();
        _appenderDatabase?.Dispose();
        _appenderDatabase = null;
    }

    // The entries not stored yet are asked first, and only then the runs are looked at: what moves from the one to the other in between
    // is found in the runs, which the other order could miss.
    private void Find(IEnumerable<CommandId> ids, Dictionary<CommandId, IndexedCommand> found, SqliteDatabase database, RunLookup lookup)
    {
        var rest = Backlog.Find(ids, found);
        if (rest.Count == 0)
            return;
        lookup.Look(database, (database, runs) =>
        {
            foreach (var id in rest)
            {
                if (lookup.Find(database, runs, id) is { } command)
                    found[id] = command;
            }
            return found;
        });
    }

    private Task<IReadOnlyList<CommandId>> ReadIds(CommandId? after) => _reader.Run(database =>
        _lookup.Look<IReadOnlyList<CommandId>>(database, (database, runs) =>
        {
            var union = new RunUnion(database, runs[RunKind.Commands], after is { } last ? Behind(last.ToBytes()) : []);
            var ids = new List<CommandId>();
            while (ids.Count < FilterPage && union.Next(database))
                ids.Add(CommandId.Read(union.Key));
            return ids;
        }));

    private async Task Store(IndexEntries entries)
    {
        // An error that a merge has met, other than that storing does not work at the moment, is met by whoever stores.
        if (_merging.IsCompleted)
            await _merging;
        await _writer.Run(database =>
        {
            var added = database.InTransaction("BEGIN IMMEDIATE", database =>
            {
                var added = _flush.Write(database, entries);
                SqliteSchema.WriteThrough(database, entries.Through);
                return added;
            });
            _runs.Publish(_runs.Runs.With(added));
            return 0;
        });
        if (_merging.IsCompleted)
            _merging = Merge();
    }

    private async Task Merge()
    {
        try
        {
            while (!Volatile.Read(ref _isClosed) && await _writer.Run(database => _merger.Step(database)))
            {
                // What is to be stored goes in between.
            }
        }
        catch (JournalUnavailableException)
        {
            // The runs are as they were, and only more: it begins anew behind the next piece.
        }
    }

    private int DropEarlierForm(SqliteDatabase database)
    {
        if (!SqliteSchema.IsEarlierIndex(database))
            return 0;
        _writer.Drop();
        foreach (var end in (ReadOnlySpan<string>)["", "-wal", "-shm"])
            File.Delete(_path + end);
        return 0;
    }

    /// <summary>The first key above another one.</summary>
    private static byte[] Behind(byte[] key) => [.. key, 0];

    // Looked up are streams and ids of any kind, in no order: a cache would be missed nearly always, and what is missed is in the system's.
    private SqliteDatabase OpenReader() => new(_path, "query_only = ON", "cache_size = -32768", "mmap_size = 4294967296");
}
