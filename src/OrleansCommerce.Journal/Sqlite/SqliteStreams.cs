namespace OrleansCommerce.Journal;

/// <summary>The queries of the embedded journal.</summary>
internal static class SqliteStreams
{
    public static (long Version, long Position) Head(SqliteDatabase database, string stream)
    {
        var statement = database
            .Statement("SELECT last_version, position FROM frame WHERE stream = ?1 ORDER BY last_version DESC LIMIT 1").Bind(1, stream);
        var head = statement.Step() ? (statement.Number(0), statement.Number(1)) : (0, 0);
        statement.Reset();
        return head;
    }

    public static StoredStream Read(SqliteDatabase database, StreamQuery query)
    {
        var snapshot = query.AfterVersion is null ? ReadSnapshot(database, query.Stream) : null;
        var after = query.AfterVersion ?? snapshot?.Version ?? 0;
        var records = ReadAfter(database, query.Stream, after, long.MaxValue);
        var (version, position) = records.Count > 0 ? (records[^1].Version, records[^1].Position) : Head(database, query.Stream);
        return new StoredStream(query.Stream, snapshot, records, version, position);
    }

    public static StoredRecord? ReadRecord(SqliteDatabase database, RecordPlace place)
    {
        var records = ReadAfter(database, place.Stream, place.Version - 1, frames: 1);
        return records.Count > 0 && records[0].Version == place.Version ? records[0] : null;
    }

    /// <summary>Each frame has a record at least, so that no more frames are read than records are asked for.</summary>
    public static IReadOnlyList<StoredRecord> ReadStream(SqliteDatabase database, string stream, long afterVersion, int limit) =>
        [.. ReadAfter(database, stream, afterVersion, frames: limit).Take(limit)];

    public static FeedPage ReadAll(SqliteDatabase database, long afterPosition, int limit)
    {
        var records = new List<StoredRecord>();
        var position = afterPosition;
        var statement = database
            .Statement("SELECT position, stream, first_version, payload FROM frame WHERE position > ?1 ORDER BY position")
            .Bind(1, afterPosition);
        while (records.Count < limit && statement.Step())
        {
            position = statement.Number(0);
            records.AddRange(FrameCodec.Decode(statement.Text(1), statement.Number(2), position, statement.Bytes(3)));
        }
        statement.Reset();
        if (records.Count < limit)
        {
            foreach (var frame in SqliteBlocks.After(database, position))
            {
                position = frame.Position;
                records.AddRange(frame.Decode());
                if (records.Count >= limit)
                    break;
            }
        }
        return new FeedPage(records, position);
    }

    public static ChangedStreams ReadChanged(SqliteDatabase database, string prefix, long afterPosition, int limit)
    {
        var last = new Dictionary<string, ChangedStream>(StringComparer.Ordinal);
        var position = afterPosition;
        var count = 0;
        var statement = database
            .Statement("SELECT position, stream, last_version FROM frame WHERE position > ?1 ORDER BY position LIMIT ?2")
            .Bind(1, afterPosition).Bind(2, limit);
        for (; statement.Step(); count++)
        {
            position = statement.Number(0);
            var stream = statement.Text(1);
            if (stream.StartsWith(prefix, StringComparison.Ordinal))
                last[stream] = new ChangedStream(stream, statement.Number(2), position);
        }
        foreach (var frame in SqliteBlocks.After(database, position))
        {
            if (count >= limit)
                break;
            count++;
            position = frame.Position;
            if (!frame.IsCompacted && frame.Stream.StartsWith(prefix, StringComparison.Ordinal))
                last[frame.Stream] = new ChangedStream(frame.Stream, frame.LastVersion, position);
        }
        return new ChangedStreams([.. last.Values.OrderBy(stream => stream.Position)], position, count < limit);
    }

    /// <summary>The stream of an indexed command.</summary>
    public static RecordPlace Place(SqliteDatabase database, IndexedCommand command)
    {
        var statement = database
            .Statement("SELECT stream FROM frame WHERE position = ?1 UNION ALL SELECT stream FROM compacted WHERE position = ?1")
            .Bind(1, command.Position);
        var stream = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        stream ??= SqliteBlocks.Holding(database, command.Position)?.At(command.Position)?.Stream;
        return stream is null
            ? throw new JournalFormatException($"The index names position {command.Position}, where the journal has no frame.")
            : new RecordPlace(stream, command.Version);
    }

    /// <param name="table">The one whose streams are listed.</param>
    public static IReadOnlyList<string> List(SqliteDatabase database, string table, string prefix, string? after, int limit)
    {
        // One step down the index per name: a stream may have very many frames, and a plain DISTINCT would walk over them all.
        var names = new List<string>();
        var first = database.Statement($"SELECT stream FROM {table} WHERE stream >= ?1 ORDER BY stream LIMIT 1");
        var next = database.Statement($"SELECT stream FROM {table} WHERE stream > ?1 ORDER BY stream LIMIT 1");
        var isNext = after is not null && Utf8Order.Comparer.Compare(after, prefix) >= 0;
        var from = isNext ? after! : prefix;
        while (names.Count < limit)
        {
            var statement = (isNext ? next : first).Bind(1, from);
            var name = statement.Step() ? statement.Text(0) : null;
            statement.Reset();
            if (name is null || !name.StartsWith(prefix, StringComparison.Ordinal))
                break;
            names.Add(from = name);
            isNext = true;
        }
        return names;
    }

    /// <summary>Those records of some frames that have a correlation.</summary>
    public static IReadOnlyList<StoredRecord> ReadCorrelation(
        SqliteDatabase database,
        IEnumerable<long> positions,
        string correlation,
        int limit)
    {
        var records = new List<StoredRecord>();
        foreach (var position in positions.TakeWhile(_ => records.Count < limit))
        {
            var statement = database.Statement("SELECT stream, first_version, payload FROM frame WHERE position = ?1").Bind(1, position);
            var isRow = statement.Step();
            var frame = isRow
                ? FrameCodec.Decode(statement.Text(0), statement.Number(1), position, statement.Bytes(2))
                : SqliteBlocks.Holding(database, position)?.At(position)?.Decode() ?? [];
            statement.Reset();
            var own = frame.Where(record => string.Equals(record.Record.Correlation, correlation, StringComparison.Ordinal));
            records.AddRange(own.Take(limit - records.Count));
        }
        return records;
    }

    private static List<StoredRecord> ReadAfter(SqliteDatabase database, string stream, long version, long frames)
    {
        var records = new List<StoredRecord>();
        var statement = database.Statement("""
            SELECT first_version, position, payload FROM frame WHERE stream = ?1 AND last_version > ?2 ORDER BY last_version LIMIT ?3
            """).Bind(1, stream).Bind(2, version).Bind(3, frames);
        while (statement.Step())
        {
            var frame = FrameCodec.Decode(stream, statement.Number(0), statement.Number(1), statement.Bytes(2));
            records.AddRange(frame.Where(record => record.Version > version));
        }
        return records;
    }

    public static Snapshot? ReadSnapshot(SqliteDatabase database, string stream)
    {
        var statement = database.Statement("SELECT version, body FROM snapshot WHERE stream = ?1").Bind(1, stream);
        var snapshot = statement.Step() ? new Snapshot(statement.Number(0), statement.Bytes(1)) : null;
        statement.Reset();
        return snapshot;
    }
}
