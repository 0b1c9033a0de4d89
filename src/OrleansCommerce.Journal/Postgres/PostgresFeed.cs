using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>What is read in the order of the feed: first the frames that are rows of their own, and after them those in blocks.</summary>
internal static class PostgresFeed
{
    public static async Task<FeedPage> ReadAll(NpgsqlConnection connection, long afterPosition, int limit)
    {
        var page = await ReadRows(connection, afterPosition, limit);
        if (page.Records.Count >= limit)
            return page;
        var records = new List<StoredRecord>(page.Records);
        var position = page.Position;
        await foreach (var frame in PostgresBlocks.After(connection, position, limit))
        {
            records.AddRange(frame.Decode());
            position = frame.Position;
            if (records.Count >= limit)
                break;
        }
        return new FeedPage(records, position);
    }

    /// <summary>Of the feed, the frames that are rows of their own; they come before those in blocks.</summary>
    public static async Task<FeedPage> ReadRows(NpgsqlConnection connection, long afterPosition, int limit)
    {
        await using var command = PostgresStreams.Command(
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
        var last = new Dictionary<string, ChangedStream>(StringComparer.Ordinal);
        var (position, count) = (afterPosition, 0);
        await using (var command = PostgresStreams.Command(
            connection,
            "SELECT position, stream, last_version FROM frame WHERE position > $1 ORDER BY position LIMIT $2",
            afterPosition,
            limit))
        {
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                See(reader.GetString(1), reader.GetInt64(2), reader.GetInt64(0));
        }
        if (count < limit)
        {
            await foreach (var frame in PostgresBlocks.After(connection, position, limit))
            {
                See(frame.IsCompacted ? null : frame.Stream, frame.LastVersion, frame.Position);
                if (count >= limit)
                    break;
            }
        }
        return new ChangedStreams([.. last.Values.OrderBy(stream => stream.Position)], position, count < limit);

        void See(string? stream, long version, long at)
        {
            (position, count) = (at, count + 1);
            if (stream is not null && stream.StartsWith(prefix, StringComparison.Ordinal))
                last[stream] = new ChangedStream(stream, version, at);
        }
    }

    /// <summary>Those records of some frames that have a correlation.</summary>
    public static async Task<IReadOnlyList<StoredRecord>> ReadCorrelation(
        NpgsqlConnection connection,
        IReadOnlyList<long> positions,
        string correlation,
        int limit)
    {
        var found = new SortedDictionary<long, StoredRecord[]>();
        await using (var command = PostgresStreams.Command(
            connection, "SELECT position, stream, first_version, payload FROM frame WHERE position = ANY ($1)", positions))
        {
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var position = reader.GetInt64(0);
                found[position] = FrameCodec.Decode(reader.GetString(1), reader.GetInt64(2), position, reader.GetFieldValue<byte[]>(3));
            }
        }
        if (found.Count < positions.Count)
        {
            foreach (var (position, frame) in await PostgresBlocks.Find(connection, [.. positions.Where(position => !found.ContainsKey(position))]))
                found[position] = frame.Decode();
        }
        var own = found.Values.SelectMany(frame => frame)
            .Where(record => string.Equals(record.Record.Correlation, correlation, StringComparison.Ordinal));
        return [.. own.Take(limit)];
    }
}
