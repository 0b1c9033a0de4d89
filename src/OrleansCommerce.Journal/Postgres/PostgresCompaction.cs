using System.Globalization;
using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>Compaction of the journal in PostgreSQL. It has a connection of its own and touches no row that the group commit writes.</summary>
internal static class PostgresCompaction
{
    private const string FindStatement = """
        SELECT first_version, position, payload FROM frame
        WHERE stream = $1 AND last_version <= (SELECT version FROM snapshot WHERE stream = $1) AND position <= $2
            AND first_version < (SELECT max(first_version) FROM frame WHERE stream = $1)
        ORDER BY first_version LIMIT $3
        """;

    // One statement, so that all of it is there or nothing.
    private const string RemoveStatement = """
        WITH places AS (
            INSERT INTO compacted (position, stream) SELECT position, $2 FROM unnest($1) AS removed (position)),
        correlations AS (
            DELETE FROM correlation USING unnest($3, $4) AS removed (hash, position)
            WHERE correlation.hash = removed.hash AND correlation.position = removed.position),
        through AS (
            INSERT INTO setting (name, value) VALUES ($5, $6) ON CONFLICT (name) DO UPDATE
            SET value = greatest(setting.value::bigint, excluded.value::bigint)::text)
        DELETE FROM frame WHERE position = ANY ($7)
        """;

    public static async Task<IReadOnlyList<string>> List(NpgsqlConnection connection, string? after, long throughPosition, int limit)
    {
        await using var command = PostgresStreams.Command(
            connection,
            """
            SELECT stream FROM snapshot WHERE stream > $1 AND EXISTS (
                SELECT 1 FROM frame WHERE frame.stream = snapshot.stream AND last_version <= snapshot.version AND position <= $2)
            ORDER BY stream LIMIT $3
            """,
            after ?? "",
            throughPosition,
            limit);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    public static async Task<int> Run(NpgsqlConnection connection, string stream, long throughPosition, int limit)
    {
        var frames = await Find(connection, stream, throughPosition, limit);
        if (frames.Count == 0)
            return 0;
        var withIds = frames.Where(frame => frame.Any(record => record.Record.CommandId is not null)).Select(frame => frame[0].Position);
        var correlations = Correlations.Of(frames);
        await using var command = PostgresStreams.Command(
            connection,
            RemoveStatement,
            withIds.ToArray(),
            stream,
            correlations.Select(entry => entry.Hash).ToArray(),
            correlations.Select(entry => entry.Position).ToArray(),
            JournalSettings.CompactedThrough,
            frames[^1][0].Position.ToString(CultureInfo.InvariantCulture),
            frames.Select(frame => frame[0].Position).ToArray());
        await command.ExecuteNonQueryAsync();
        return frames.Count;
    }

    /// <summary>A page of the feed, and after it how far compaction had come: the other way round it could hide a hole.</summary>
    public static async Task<FeedPage> ReadAll(NpgsqlConnection connection, long afterPosition, int limit)
    {
        var page = await PostgresStreams.ReadAll(connection, afterPosition, limit);
        await using var command = PostgresStreams.Command(
            connection, "SELECT value FROM setting WHERE name = $1", JournalSettings.CompactedThrough);
        return await command.ExecuteScalarAsync() is string through
            ? page with { CompactedThrough = long.Parse(through, CultureInfo.InvariantCulture) }
            : page;
    }

    private static async Task<List<StoredRecord[]>> Find(NpgsqlConnection connection, string stream, long throughPosition, int limit)
    {
        await using var command = PostgresStreams.Command(connection, FindStatement, stream, throughPosition, limit);
        await using var reader = await command.ExecuteReaderAsync();
        var frames = new List<StoredRecord[]>();
        while (await reader.ReadAsync())
            frames.Add(FrameCodec.Decode(stream, reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)));
        return frames;
    }
}
