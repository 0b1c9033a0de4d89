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

    private static string ListStatement(string table) => $"""
        WITH RECURSIVE names AS (
            (SELECT stream FROM {table} WHERE stream >= $1 AND stream > $2 ORDER BY stream LIMIT 1)
            UNION ALL
            SELECT (SELECT next.stream FROM {table} next WHERE next.stream > names.stream ORDER BY next.stream LIMIT 1)
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

    /// <summary>Which of the commands the stored index has.</summary>
    public static async Task<Dictionary<CommandId, IndexedCommand>> Find(NpgsqlConnection connection, IReadOnlyList<CommandId> ids)
    {
        await using var command = Command(
            connection, "SELECT id, position, version FROM command WHERE id = ANY ($1)", ids.Select(ToUuid).ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<CommandId, IndexedCommand>();
        while (await reader.ReadAsync())
            found[FromUuid(reader.GetGuid(0))] = new IndexedCommand(reader.GetInt64(1), reader.GetInt64(2));
        return found;
    }

    /// <summary>The streams of frames, also of those that compaction has removed.</summary>
    public static async Task<Dictionary<long, string>> StreamsAt(NpgsqlConnection connection, long[] positions)
    {
        var found = new Dictionary<long, string>();
        await using (var command = Command(
            connection,
            """
            SELECT position, stream FROM frame WHERE position = ANY ($1)
            UNION ALL SELECT position, stream FROM compacted WHERE position = ANY ($1)
            """,
            positions))
        {
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                found[reader.GetInt64(0)] = reader.GetString(1);
        }
        if (found.Count == positions.Length)
            return found;
        foreach (var (position, frame) in await PostgresBlocks.Find(connection, [.. positions.Where(position => !found.ContainsKey(position))]))
            found[position] = frame.Stream;
        return found;
    }

    /// <summary>Sees to it that the next position drawn is above all that are there.</summary>
    public static async Task RaisePositions(NpgsqlConnection connection)
    {
        // A sequence from which nothing was drawn has the same last value as one from which the first was: so it is set where it is equal, too.
        await using var command = Command(
            connection,
            """
            WITH turn AS MATERIALIZED (
                SELECT pg_advisory_xact_lock(hashtext('orleanscommerce.positions'), hashtext(current_schema())))
            SELECT setval('frame_position', newest) FROM turn,
                LATERAL (SELECT greatest((SELECT max(position) FROM frame), (SELECT max(position) FROM block)) AS newest) frames,
                LATERAL (SELECT last_value FROM frame_position) drawn
            WHERE newest >= last_value
            """);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The last versions of those streams that have records.</summary>
    public static async Task<Dictionary<string, long>> Heads(NpgsqlConnection connection, string[] streams)
    {
        // One step down each index per stream: a stream may have very many frames.
        await using var command = Command(
            connection,
            """
            SELECT wanted.stream, greatest(
                (SELECT last_version FROM frame WHERE frame.stream = wanted.stream ORDER BY first_version DESC LIMIT 1),
                (SELECT max(last_version) FROM part WHERE part.stream = wanted.stream)) FROM unnest($1) AS wanted (stream)
            """,
            [streams]);
        await using var reader = await command.ExecuteReaderAsync();
        var heads = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            if (!await reader.IsDBNullAsync(1))
                heads[reader.GetString(0)] = reader.GetInt64(1);
        }
        return heads;
    }

    /// <param name="table">The one whose streams are listed.</param>
    public static async Task<IReadOnlyList<string>> List(
        NpgsqlConnection connection, string table, string prefix, string? after, int limit)
    {
        await using var command = Command(connection, ListStatement(table), prefix, after ?? "", limit);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }
}
