using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>The blocks of the journal in PostgreSQL.</summary>
internal sealed class PostgresBlocks(PostgresReads reads) : IBlockStorage
{
    private const int FirstPage = 32;
    private const int LargestPage = 512;

    private const string CollectStatement = """
        SELECT wanted.number, found.places FROM unnest($1, $2) WITH ORDINALITY AS wanted (stream, after, number) CROSS JOIN LATERAL (
            SELECT places FROM part WHERE part.stream = wanted.stream AND last_version >= least(wanted.after + 1, (
                SELECT max(last_version) FROM part newest WHERE newest.stream = wanted.stream))
            ORDER BY last_version LIMIT $3) found
        """;

    private const string FindStatement = """
        SELECT position, payload FROM block WHERE position IN (
            SELECT (SELECT min(holding.position) FROM block holding WHERE holding.position >= wanted.position)
            FROM unnest($1) AS wanted (position))
        """;

    public Task<IReadOnlyList<StoredStream>> ReadRows(IReadOnlyList<StreamQuery> queries) =>
        reads.Run(connection => PostgresStreams.Read(connection, queries));

    public Task Collect(IReadOnlyList<StreamPosition> queries, List<FramePlace>[] into, int limit) => reads.Run(async connection =>
    {
        await using var command = PostgresStreams.Command(
            connection,
            CollectStatement,
            queries.Select(query => query.Stream).ToArray(),
            queries.Select(query => query.Version).ToArray(),
            (long)limit);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            PlaceList.Decode(reader.GetFieldValue<byte[]>(1), into[checked((int)reader.GetInt64(0) - 1)]);
        return 0;
    });

    public Task<Dictionary<long, BlockFrame>> ReadFrames(IReadOnlyList<long> positions) => positions.Count == 0
        ? Task.FromResult(new Dictionary<long, BlockFrame>())
        : reads.Run(connection => Find(connection, positions));

    /// <summary>The frames at some positions, as far as blocks have them.</summary>
    public static async Task<Dictionary<long, BlockFrame>> Find(NpgsqlConnection connection, IReadOnlyList<long> positions)
    {
        var wanted = positions.ToHashSet();
        var found = new Dictionary<long, BlockFrame>(positions.Count);
        foreach (var block in await Holding(connection, positions))
        {
            foreach (var frame in block.Frames)
            {
                if (wanted.Contains(frame.Position))
                    found[frame.Position] = frame;
            }
        }
        return found;
    }

    /// <summary>The blocks that have some positions, each once and in any order; a position that no block has may bring another one along.</summary>
    public static async Task<List<Block>> Holding(NpgsqlConnection connection, IReadOnlyList<long> positions)
    {
        await using var command = PostgresStreams.Command(connection, FindStatement, positions.ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var blocks = new List<Block>();
        while (await reader.ReadAsync())
            blocks.Add(Block.Read(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
        return blocks;
    }

    /// <summary>The frames after a position, in order.</summary>
    /// <param name="expected">How many the caller is likely to want.</param>
    public static async IAsyncEnumerable<BlockFrame> After(NpgsqlConnection connection, long position, int expected)
    {
        for (var page = Math.Clamp(expected, 1, FirstPage); ; page = Math.Min(page * 2, LargestPage))
        {
            var blocks = await Page(connection, position, page);
            foreach (var block in blocks)
            {
                foreach (var frame in block.Frames)
                {
                    if (frame.Position > position)
                        yield return frame;
                }
            }
            if (blocks.Count < page)
                yield break;
            position = blocks[^1].Frames[^1].Position;
        }
    }

    /// <summary>What the index needs of the frames after a position, of either form.</summary>
    public static async Task<IndexPage> ReadIndexed(NpgsqlConnection connection, long afterPosition, int limit)
    {
        var rows = await PostgresFeed.ReadRows(connection, afterPosition, limit);
        var frames = rows.Records.GroupBy(record => record.Position).Select(frame => IndexedFrame.Row([.. frame])).ToList();
        var position = rows.Position;
        if (rows.Records.Count < limit)
        {
            await foreach (var frame in After(connection, position, limit))
            {
                frames.Add(IndexedFrame.Of(frame));
                position = frame.Position;
                if (frames.Count >= limit)
                    break;
            }
        }
        return new IndexPage(frames, position);
    }

    private static async Task<List<Block>> Page(NpgsqlConnection connection, long afterPosition, int limit)
    {
        await using var command = PostgresStreams.Command(
            connection, "SELECT position, payload FROM block WHERE position > $1 ORDER BY position LIMIT $2", afterPosition, limit);
        await using var reader = await command.ExecuteReaderAsync();
        var blocks = new List<Block>();
        while (await reader.ReadAsync())
            blocks.Add(Block.Read(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
        return blocks;
    }
}
