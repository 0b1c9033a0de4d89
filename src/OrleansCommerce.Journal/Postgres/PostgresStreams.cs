using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>The queries of the journal in PostgreSQL.</summary>
internal static class PostgresStreams
{
    // One statement, so that snapshots and frames are of one moment. From the frame that holds the first record after the snapshot,
    // or from the last frame where there is none, which tells where the stream ends.
    private const string ReadStatement = """
        WITH wanted AS (SELECT * FROM unnest($1, $2) WITH ORDINALITY AS q (stream, after, number)),
        saved AS MATERIALIZED (
            SELECT wanted.number, snapshot.version, snapshot.body FROM wanted JOIN snapshot USING (stream) WHERE wanted.after < 0)
        SELECT number, NULL::bigint AS position, version, body FROM saved
        UNION ALL
        SELECT wanted.number, found.position, found.first_version, found.payload
        FROM wanted LEFT JOIN saved USING (number) CROSS JOIN LATERAL (
            SELECT position, first_version, payload FROM frame
            WHERE frame.stream = wanted.stream AND first_version >= coalesce((
                SELECT max(first_version) FROM frame start
                WHERE start.stream = wanted.stream AND first_version <= 1 + greatest(wanted.after, saved.version, 0)), 0)) found
        ORDER BY 1, 2 NULLS FIRST
        """;

    private const string ListStatement = """
        WITH RECURSIVE names AS (
            (SELECT stream FROM frame WHERE stream >= $1 AND stream > $2 ORDER BY stream LIMIT 1)
            UNION ALL
            SELECT (SELECT frame.stream FROM frame WHERE frame.stream > names.stream ORDER BY frame.stream LIMIT 1)
            FROM names WHERE names.stream IS NOT NULL AND starts_with(names.stream, $1))
        SELECT stream FROM names WHERE stream IS NOT NULL AND starts_with(stream, $1) LIMIT $3
        """;

    public static Guid ToUuid(CommandId id)
    {
        Span<byte> bytes = stackalloc byte[CommandId.Size];
        id.Write(bytes);
        return new Guid(bytes, bigEndian: true);
    }

    public static CommandId FromUuid(Guid id)
    {
        Span<byte> bytes = stackalloc byte[CommandId.Size];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return CommandId.Read(bytes);
    }

    public static async Task<IReadOnlyList<StoredStream>> Read(NpgsqlConnection connection, IReadOnlyList<StreamQuery> queries)
    {
        await using var command = Command(
            connection,
            ReadStatement,
            queries.Select(query => query.Stream).ToArray(),
            queries.Select(query => query.AfterVersion ?? -1).ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var found = new StoredStream[queries.Count];
        var isRow = await reader.ReadAsync();
        for (var i = 0; i < queries.Count; i++)
        {
            Snapshot? snapshot = null;
            var records = new List<StoredRecord>();
            var (version, position) = (0L, 0L);
            for (; isRow && reader.GetInt64(0) == i + 1; isRow = await reader.ReadAsync())
            {
                if (await reader.IsDBNullAsync(1))
                {
                    snapshot = new Snapshot(reader.GetInt64(2), reader.GetFieldValue<byte[]>(3));
                    continue;
                }
                var after = queries[i].AfterVersion ?? snapshot?.Version ?? 0;
                var frame = FrameCodec.Decode(queries[i].Stream, reader.GetInt64(2), reader.GetInt64(1), reader.GetFieldValue<byte[]>(3));
                records.AddRange(frame.Where(record => record.Version > after));
                (version, position) = (frame[^1].Version, frame[^1].Position);
            }
            found[i] = new StoredStream(queries[i].Stream, snapshot, records, version, position);
        }
        return found;
    }

    public static async Task<IReadOnlyList<StoredRecord>> ReadStream(NpgsqlConnection connection, string stream, long afterVersion, int limit)
    {
        // Each frame has a record at least, so that no more than this many are looked at.
        await using var command = Command(
            connection,
            """
            SELECT position, first_version, payload FROM frame WHERE stream = $1 AND first_version >= coalesce((
                SELECT max(first_version) FROM frame start WHERE start.stream = $1 AND first_version <= $2 + 1), 0)
            ORDER BY first_version LIMIT $3
            """,
            stream,
            Math.Min(afterVersion, long.MaxValue - 1),
            limit + 1);
        await using var reader = await command.ExecuteReaderAsync();
        var records = new List<StoredRecord>();
        while (records.Count < limit && await reader.ReadAsync())
        {
            var frame = FrameCodec.Decode(stream, reader.GetInt64(1), reader.GetInt64(0), reader.GetFieldValue<byte[]>(2));
            records.AddRange(frame.Where(record => record.Version > afterVersion).Take(limit - records.Count));
        }
        return records;
    }

    public static async Task<FeedPage> ReadAll(NpgsqlConnection connection, long afterPosition, int limit)
    {
        await using var command = Command(
            connection,
            """
            SELECT position, stream, first_version, payload FROM (
                SELECT *, sum(1 + last_version - first_version) OVER (
                    ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS records_before
                FROM (SELECT * FROM frame WHERE position > $1 ORDER BY position LIMIT $2) page) counted
            WHERE coalesce(records_before, 0) < $2 ORDER BY position
            """,
            afterPosition,
            limit);
        await using var reader = await command.ExecuteReaderAsync();
        var records = new List<StoredRecord>();
        var position = afterPosition;
        while (await reader.ReadAsync())
        {
            position = reader.GetInt64(0);
            records.AddRange(FrameCodec.Decode(reader.GetString(1), reader.GetInt64(2), position, reader.GetFieldValue<byte[]>(3)));
        }
        return new FeedPage(records, position);
    }

    public static async Task<ChangedStreams> ReadChanged(NpgsqlConnection connection, string prefix, long afterPosition, int limit)
    {
        await using var command = Command(
            connection,
            "SELECT position, stream, last_version FROM frame WHERE position > $1 ORDER BY position LIMIT $2",
            afterPosition,
            limit);
        await using var reader = await command.ExecuteReaderAsync();
        var last = new Dictionary<string, ChangedStream>(StringComparer.Ordinal);
        var (position, count) = (afterPosition, 0);
        for (; await reader.ReadAsync(); count++)
        {
            position = reader.GetInt64(0);
            var stream = reader.GetString(1);
            if (stream.StartsWith(prefix, StringComparison.Ordinal))
                last[stream] = new ChangedStream(stream, reader.GetInt64(2), position);
        }
        return new ChangedStreams([.. last.Values.OrderBy(stream => stream.Position)], position, count < limit);
    }

    /// <summary>The records of the frame that would hold this place.</summary>
    public static async Task<IReadOnlyList<StoredRecord>> ReadFrame(NpgsqlConnection connection, RecordPlace place)
    {
        await using var command = Command(
            connection,
            "SELECT first_version, position, payload FROM frame WHERE stream = $1 AND first_version <= $2 ORDER BY first_version DESC LIMIT 1",
            place.Stream,
            place.Version);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? FrameCodec.Decode(place.Stream, reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2))
            : [];
    }

    public static async Task<Dictionary<CommandId, RecordPlace>> Find(NpgsqlConnection connection, IReadOnlyList<CommandId> ids)
    {
        await using var command = Command(
            connection,
            """
            SELECT command.id, coalesce(frame.stream, compacted.stream), command.version
            FROM command LEFT JOIN frame USING (position) LEFT JOIN compacted USING (position) WHERE command.id = ANY ($1)
            """,
            ids.Select(ToUuid).ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<CommandId, RecordPlace>();
        while (await reader.ReadAsync())
        {
            found[FromUuid(reader.GetGuid(0))] = new RecordPlace(reader.GetString(1), reader.GetInt64(2));
        }
        return found;
    }

    /// <summary>The streams of frames, also of those that compaction has removed.</summary>
    public static async Task<Dictionary<long, string>> StreamsAt(NpgsqlConnection connection, long[] positions)
    {
        await using var command = Command(
            connection,
            """
            SELECT position, stream FROM frame WHERE position = ANY ($1)
            UNION ALL SELECT position, stream FROM compacted WHERE position = ANY ($1)
            """,
            positions);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<long, string>();
        while (await reader.ReadAsync())
            found[reader.GetInt64(0)] = reader.GetString(1);
        return found;
    }

    /// <summary>Sees to it that the next position drawn is above all that are there.</summary>
    public static async Task RaisePositions(NpgsqlConnection connection)
    {
        await using var command = Command(
            connection,
            """
            WITH turn AS MATERIALIZED (
                SELECT pg_advisory_xact_lock(hashtext('orleanscommerce.positions'), hashtext(current_schema())))
            SELECT setval('frame_position', newest) FROM turn,
                LATERAL (SELECT max(position) AS newest FROM frame) frames, LATERAL (SELECT last_value FROM frame_position) drawn
            WHERE newest > last_value
            """);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The last versions of those streams that have records.</summary>
    public static async Task<Dictionary<string, long>> Heads(NpgsqlConnection connection, string[] streams)
    {
        // One step down the index per stream: a stream may have very many frames.
        await using var command = Command(
            connection,
            """
            SELECT wanted.stream, newest.last_version FROM unnest($1) AS wanted (stream) CROSS JOIN LATERAL (
                SELECT last_version FROM frame WHERE frame.stream = wanted.stream ORDER BY first_version DESC LIMIT 1) newest
            """,
            [streams]);
        await using var reader = await command.ExecuteReaderAsync();
        var heads = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
            heads[reader.GetString(0)] = reader.GetInt64(1);
        return heads;
    }

    public static async Task<IReadOnlyList<string>> List(NpgsqlConnection connection, string prefix, string? after, int limit)
    {
        await using var command = Command(connection, ListStatement, prefix, after ?? "", limit);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    /// <summary>Those records of some frames that have a correlation.</summary>
    public static async Task<IReadOnlyList<StoredRecord>> ReadCorrelation(
        NpgsqlConnection connection,
        IReadOnlyList<long> positions,
        string correlation,
        int limit)
    {
        await using var command = Command(
            connection,
            "SELECT position, stream, first_version, payload FROM frame WHERE position = ANY ($1) ORDER BY position",
            positions);
        await using var reader = await command.ExecuteReaderAsync();
        var records = new List<StoredRecord>();
        while (records.Count < limit && await reader.ReadAsync())
        {
            var frame = FrameCodec.Decode(reader.GetString(1), reader.GetInt64(2), reader.GetInt64(0), reader.GetFieldValue<byte[]>(3));
            var own = frame.Where(record => string.Equals(record.Record.Correlation, correlation, StringComparison.Ordinal));
            records.AddRange(own.Take(limit - records.Count));
        }
        return records;
    }

    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }
}
