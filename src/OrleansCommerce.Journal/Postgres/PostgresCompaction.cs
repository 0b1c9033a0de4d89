using System.Globalization;
using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>Compaction of the journal in PostgreSQL. It has a connection of its own and touches no row that the group commit writes.</summary>
internal static class PostgresCompaction
{
    private const string FindStatement = """
        SELECT first_version, position, payload FROM frame
        WHERE stream = $1 AND last_version <= (SELECT version FROM snapshot WHERE stream = $1) AND position <= $2
            AND (last_version < $4 OR first_version < (SELECT max(first_version) FROM frame WHERE stream = $1))
        ORDER BY first_version LIMIT $3
        """;

    // One statement, so that all of it is there or nothing. Two processes may remove the same frames at once; the second finds it done.
    private const string RemoveStatement = """
        WITH places AS (
            INSERT INTO compacted (position, stream) SELECT position, $2 FROM unnest($1) AS removed (position)
            ON CONFLICT DO NOTHING),
        correlations AS (
            DELETE FROM correlation USING unnest($3, $4) AS removed (hash, position)
            WHERE correlation.hash = removed.hash AND correlation.position = removed.position),
        through AS (
            INSERT INTO setting (name, value) VALUES ($5, $6) ON CONFLICT (name) DO UPDATE
            SET value = greatest(setting.value::bigint, excluded.value::bigint)::text)
        DELETE FROM frame WHERE position = ANY ($7)
        """;

    private const string RemoveInBlocksStatement = """
        WITH blocks AS (
            UPDATE block SET payload = changed.payload FROM unnest($1, $2) AS changed (position, payload)
            WHERE block.position = changed.position),
        correlations AS (
            DELETE FROM correlation USING unnest($3, $4) AS removed (hash, position)
            WHERE correlation.hash = removed.hash AND correlation.position = removed.position),
        through AS (
            INSERT INTO setting (name, value) VALUES ($5, $6) ON CONFLICT (name) DO UPDATE
            SET value = greatest(setting.value::bigint, excluded.value::bigint)::text)
        DELETE FROM part WHERE stream = $7 AND last_version <= $8
        """;

    /// <summary>Snapshots in the order of their streams.</summary>
    public static async Task<List<SnapshotCover>> Snapshots(NpgsqlConnection connection, string? after, long throughPosition, int limit)
    {
        await using var command = PostgresStreams.Command(
            connection,
            """
            SELECT stream, version, EXISTS (
                SELECT 1 FROM frame WHERE frame.stream = snapshot.stream AND last_version <= snapshot.version AND position <= $2)
            FROM snapshot WHERE stream > $1 ORDER BY stream LIMIT $3
            """,
            after ?? "",
            throughPosition,
            limit);
        await using var reader = await command.ExecuteReaderAsync();
        var snapshots = new List<SnapshotCover>();
        while (await reader.ReadAsync())
            snapshots.Add(new SnapshotCover(reader.GetString(0), reader.GetInt64(1), reader.GetBoolean(2)));
        return snapshots;
    }

    /// <summary>Removes frames that are rows of their own.</summary>
    /// <param name="lastInBlocks">The version up to which the stream goes on in blocks, if it does: then its last frame is none of these.</param>
    public static async Task<int> Run(NpgsqlConnection connection, string stream, long lastInBlocks, long throughPosition, int limit)
    {
        var frames = await Find(connection, stream, lastInBlocks, throughPosition, limit);
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

    /// <summary>Removes frames in blocks, in one transaction.</summary>
    /// <param name="places">Where frames of the stream are, the oldest first, and the last one of the stream.</param>
    public static async Task<int> RunBlocks(
        NpgsqlConnection connection, string stream, List<FramePlace> places, long throughPosition, int limit)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using var snapshot = PostgresStreams.Command(connection, "SELECT version FROM snapshot WHERE stream = $1", stream);
        var covered = await snapshot.ExecuteScalarAsync() is long version ? version : 0;
        var old = FramePlace.Removable(places, covered, throughPosition, limit);
        if (old.Count == 0)
            return 0;
        var (blocks, removed) = Block.Compact(await PostgresBlocks.Holding(connection, [.. old.Select(place => place.Position)]), old);
        var correlations = Correlations.Of(removed);
        await using var remove = PostgresStreams.Command(
            connection,
            RemoveInBlocksStatement,
            blocks.Select(block => block.Position).ToArray(),
            blocks.Select(block => block.Bytes).ToArray(),
            correlations.Select(entry => entry.Hash).ToArray(),
            correlations.Select(entry => entry.Position).ToArray(),
            JournalSettings.CompactedThrough,
            old[^1].Position.ToString(CultureInfo.InvariantCulture),
            stream,
            old[^1].LastVersion);
        await remove.ExecuteNonQueryAsync();
        await CutFirstPart(connection, stream, old[^1].LastVersion);
        await transaction.CommitAsync();
        return removed.Count;
    }

    /// <summary>A page of the feed, and after it how far compaction had come: the other way round it could hide a hole.</summary>
    public static async Task<FeedPage> ReadAll(NpgsqlConnection connection, long afterPosition, int limit)
    {
        var page = await PostgresFeed.ReadAll(connection, afterPosition, limit);
        await using var command = PostgresStreams.Command(
            connection, "SELECT value FROM setting WHERE name = $1", JournalSettings.CompactedThrough);
        return await command.ExecuteScalarAsync() is string through
            ? page with { CompactedThrough = long.Parse(through, CultureInfo.InvariantCulture) }
            : page;
    }

    // The piece of the index that has frames of both sides.
    private static async Task CutFirstPart(NpgsqlConnection connection, string stream, long throughVersion)
    {
        await using var find = PostgresStreams.Command(
            connection, "SELECT last_version, places FROM part WHERE stream = $1 ORDER BY last_version LIMIT 1", stream);
        var places = new List<FramePlace>();
        long version;
        await using (var reader = await find.ExecuteReaderAsync())
        {
            if (!await reader.ReadAsync())
                return;
            version = reader.GetInt64(0);
            PlaceList.Decode(reader.GetFieldValue<byte[]>(1), places);
        }
        if (places.RemoveAll(place => place.LastVersion <= throughVersion) == 0)
            return;
        await using var cut = PostgresStreams.Command(
            connection, "UPDATE part SET places = $3 WHERE stream = $1 AND last_version = $2",
            stream, version, PlaceList.Encode(places, new PayloadWriter()));
        await cut.ExecuteNonQueryAsync();
    }

    private static async Task<List<StoredRecord[]>> Find(
        NpgsqlConnection connection, string stream, long lastInBlocks, long throughPosition, int limit)
    {
        await using var command = PostgresStreams.Command(connection, FindStatement, stream, throughPosition, limit, lastInBlocks);
        await using var reader = await command.ExecuteReaderAsync();
        var frames = new List<StoredRecord[]>();
        while (await reader.ReadAsync())
            frames.Add(FrameCodec.Decode(stream, reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)));
        return frames;
    }
}
