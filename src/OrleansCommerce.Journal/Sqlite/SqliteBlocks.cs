namespace OrleansCommerce.Journal;

/// <summary>The blocks of the embedded journal.</summary>
internal sealed class SqliteBlocks(SqliteLane lane, SqliteIndex index) : IBlockStorage
{
    public Task<IReadOnlyList<StoredStream>> ReadRows(IReadOnlyList<StreamQuery> queries) => lane.Run(database =>
        database.InTransaction<IReadOnlyList<StoredStream>>(
            "BEGIN", database => [.. queries.Select(query => SqliteStreams.Read(database, query))]));

    public Task Collect(IReadOnlyList<StreamPosition> queries, List<FramePlace>[] into, int limit) => index.Collect(queries, into, limit);

    public Task<Dictionary<long, BlockFrame>> ReadFrames(IReadOnlyList<long> positions) => lane.Run(database =>
        database.InTransaction("BEGIN", database =>
        {
            var frames = new Dictionary<long, BlockFrame>(positions.Count);
            Block? block = null;
            foreach (var position in positions)
            {
                // One block is read once for all that it has.
                if (block?.At(position) is null)
                    block = Holding(database, position);
                if (block?.At(position) is { } frame)
                    frames[position] = frame;
            }
            return frames;
        }));

    /// <summary>The block that has a position; null when it lies between blocks or behind them.</summary>
    public static Block? Holding(SqliteDatabase database, long position)
    {
        var statement = database.Statement("SELECT position, payload FROM block WHERE position >= ?1 ORDER BY position LIMIT 1").Bind(1, position);
        var block = statement.Step() ? Block.Read(statement.Number(0), statement.Bytes(1)) : null;
        statement.Reset();
        return block?.At(position) is null ? null : block;
    }

    /// <summary>The blocks that have some positions, each once.</summary>
    /// <param name="positions">In order.</param>
    public static List<Block> Holding(SqliteDatabase database, IEnumerable<long> positions)
    {
        var blocks = new List<Block>();
        foreach (var position in positions)
        {
            if ((blocks.Count == 0 || blocks[^1].At(position) is null) && Holding(database, position) is { } block)
                blocks.Add(block);
        }
        return blocks;
    }

    /// <summary>The frames after a position, in order.</summary>
    public static IEnumerable<BlockFrame> After(SqliteDatabase database, long position)
    {
        var statement = database.Statement("SELECT position, payload FROM block WHERE position > ?1 ORDER BY position").Bind(1, position);
        try
        {
            while (statement.Step())
            {
                foreach (var frame in Block.Read(statement.Number(0), statement.Bytes(1)).Frames)
                {
                    if (frame.Position > position)
                        yield return frame;
                }
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    public static void Insert(SqliteDatabase database, long position, byte[] bytes) => database
        .Statement("INSERT INTO block (position, payload) VALUES (?1, ?2)").Bind(1, position).Bind(2, bytes).Execute();

    public static void Update(SqliteDatabase database, long position, byte[] bytes) => database
        .Statement("UPDATE block SET payload = ?2 WHERE position = ?1").Bind(1, position).Bind(2, bytes).Execute();

    public static long Head(SqliteDatabase database)
    {
        var statement = database.Statement("SELECT max(position) FROM block");
        var head = statement.Step() ? statement.Number(0) : 0;
        statement.Reset();
        return head;
    }
}
