using System.Buffers.Binary;

namespace OrleansCommerce.Journal;

/// <summary>Looks into the runs for one key. Used on one thread.</summary>
internal sealed class RunLookup(RunStore store)
{
    private readonly RunCursor _cursor = new();
    private readonly List<FramePlace> _places = [];

    /// <summary>Does something with the runs in one transaction, and again when they were merged meanwhile.</summary>
    public T Look<T>(SqliteDatabase database, Func<SqliteDatabase, RunSet, T> work)
    {
        while (true)
        {
            var runs = store.Runs;
            try
            {
                return database.InTransaction("BEGIN", database => work(database, runs));
            }
            catch (JournalFormatException) when (runs != store.Runs)
            {
                // A page is missing that belonged to a run of before.
            }
        }
    }

    public IndexedCommand? Find(SqliteDatabase database, RunSet runs, CommandId id)
    {
        Span<byte> key = stackalloc byte[CommandId.Size];
        id.Write(key);
        var all = runs[RunKind.Commands];
        for (var i = all.Length - 1; i >= 0; i--)
        {
            var page = all[i].LastPage(key);
            if (page < 0)
                continue;
            // A page has hundreds of ids in no order that would make the next look go to the same one: it is read where it lies.
            var statement = RunTables.Page(database, all[i].Pages[page]);
            if (new RunPage(statement.Span(0)).TryFind(key, out var value))
            {
                var at = 0;
                return new IndexedCommand(PackedNumber.Read(value, ref at), PackedNumber.Read(value, ref at));
            }
            statement.Reset();
        }
        return null;
    }

    /// <summary>Adds the positions of frames that have a correlation of this hash.</summary>
    public int Positions(SqliteDatabase database, RunSet runs, int hash, ISet<long> into)
    {
        Span<byte> key = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(key, hash);
        foreach (var run in runs[RunKind.Correlations])
        {
            for (var isLive = _cursor.Seek(database, run, key); isLive && _cursor.Key.SequenceEqual(key); isLive = _cursor.Next(database))
            {
                var value = _cursor.Value;
                for (var at = 0; at < value.Length;)
                    into.Add(PackedNumber.Read(value, ref at));
            }
        }
        return into.Count;
    }

    /// <summary>Where a stream ends; null when no run has it.</summary>
    public long? Head(SqliteDatabase database, RunSet runs, ReadOnlySpan<byte> stream)
    {
        _places.Clear();
        Newest(database, runs, stream, long.MaxValue - 1, _places);
        return _places.Count == 0 ? null : _places[^1].LastVersion;
    }

    /// <summary>
    /// Adds the places that reach beyond a version and the last one of the stream in any case, of the newest run first, until they go on
    /// without a gap from the version. Others may be among them.
    /// </summary>
    public void Newest(SqliteDatabase database, RunSet runs, ReadOnlySpan<byte> stream, long version, List<FramePlace> into)
    {
        var all = runs[RunKind.Places];
        var hash = StreamHash.Of(stream);
        for (var i = all.Length - 1; i >= 0; i--)
        {
            if (!all[i].MayHave(hash) || !_cursor.SeekLast(database, all[i], stream))
                continue;
            do
            {
                var from = into.Count;
                PlaceList.Decode(_cursor.Value, into);
                if (into[from].FirstVersion <= version + 1)
                    return;
            }
            while (_cursor.Previous(database) && _cursor.Key.SequenceEqual(stream));
        }
    }

    /// <summary>
    /// Adds places that reach beyond a version, the oldest first, until there are so many, without those that were removed; where nothing is
    /// known then, the last one of the stream.
    /// </summary>
    public void Oldest(SqliteDatabase database, RunSet runs, ReadOnlySpan<byte> stream, long version, int limit, List<FramePlace> into)
    {
        var (hash, before) = (StreamHash.Of(stream), into.Count);
        var after = Math.Max(version, RemovedPlaces.Through(database, stream));
        foreach (var run in runs[RunKind.Places])
        {
            if (!run.MayHave(hash) || !_cursor.SeekLast(database, run, stream))
                continue;
            var isLive = true;
            while (isLive && _cursor.Key.SequenceEqual(stream) && PlaceList.First(_cursor.Value).FirstVersion > after + 1)
                isLive = _cursor.Previous(database);
            // One too far is gone back again.
            if (!isLive || !_cursor.Key.SequenceEqual(stream))
                isLive = isLive ? _cursor.Next(database) : _cursor.Seek(database, run, stream);
            for (; isLive && _cursor.Key.SequenceEqual(stream) && into.Count - before < limit; isLive = _cursor.Next(database))
            {
                _places.Clear();
                PlaceList.Decode(_cursor.Value, _places);
                foreach (var place in _places)
                {
                    if (place.LastVersion > after)
                        into.Add(place);
                }
            }
            if (into.Count - before >= limit)
                return;
        }
        if (into.Count > 0)
            return;
        _places.Clear();
        Newest(database, runs, stream, long.MaxValue - 1, _places);
        into.AddRange(_places.TakeLast(1));
    }
}
