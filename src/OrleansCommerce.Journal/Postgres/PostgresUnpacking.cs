using Npgsql;
using NpgsqlTypes;

namespace OrleansCommerce.Journal;

/// <summary>
/// Makes rows of the frames in blocks, before several processes share a journal that one had for itself alone: they find a stream's end in
/// the very statement that writes, and that can look only at rows. 200,000 frames took nine seconds on two busy cores. A process that ends in
/// the middle leaves the rest to the next.
/// </summary>
internal static class PostgresUnpacking
{
    private const int BlocksAtOnce = 500;

    // One statement, so that a block is there, or its rows are. The oldest go first: rows are older than blocks.
    private const string MoveStatement = """
        WITH frames AS (
            INSERT INTO frame (position, first_version, last_version, stream, payload) SELECT * FROM unnest($1, $2, $3, $4, $5)),
        removed AS (
            INSERT INTO compacted (position, stream) SELECT * FROM unnest($6, $7))
        DELETE FROM block WHERE position = ANY ($8)
        """;

    /// <summary>Safe when several processes start at once: one does it, the others wait.</summary>
    public static async Task Run(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        // However long it takes, the others wait for it.
        await PostgresMigrations.Execute(connection, "SELECT pg_advisory_lock(hashtext('orleanscommerce.blocks'), hashtext(current_schema()))", cancellation);
        try
        {
            while (await Oldest(connection, cancellation) is { Count: > 0 } blocks)
                await Move(connection, blocks, cancellation);
            await PostgresMigrations.Execute(connection, "DELETE FROM part", cancellation);
        }
        finally
        {
            // The connection goes back to the pool, and the lock must not go with it.
            await PostgresMigrations.Execute(connection, "SELECT pg_advisory_unlock_all()", CancellationToken.None);
        }
    }

    private static async Task<List<Block>> Oldest(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = PostgresStreams.Command(
            connection, "SELECT position, payload FROM block ORDER BY position LIMIT $1", BlocksAtOnce);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var blocks = new List<Block>();
        while (await reader.ReadAsync(cancellation))
            blocks.Add(Block.Read(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
        return blocks;
    }

    private static async Task Move(NpgsqlConnection connection, List<Block> blocks, CancellationToken cancellation)
    {
        var whole = blocks.SelectMany(block => block.Frames).Where(frame => !frame.IsCompacted).ToArray();
        var compacted = blocks.SelectMany(block => block.Frames).Where(frame => frame.IsCompacted && !frame.Content.IsEmpty).ToArray();
        await using var command = new NpgsqlCommand(MoveStatement, connection) { CommandTimeout = PostgresMigrations.Timeout };
        Add(NpgsqlDbType.Bigint, whole.Select(frame => frame.Position).ToArray());
        Add(NpgsqlDbType.Bigint, whole.Select(frame => frame.FirstVersion).ToArray());
        Add(NpgsqlDbType.Bigint, whole.Select(frame => frame.LastVersion).ToArray());
        Add(NpgsqlDbType.Text, whole.Select(frame => frame.Stream).ToArray());
        Add(NpgsqlDbType.Bytea, whole.Select(frame => frame.Content.ToArray()).ToArray());
        Add(NpgsqlDbType.Bigint, compacted.Select(frame => frame.Position).ToArray());
        Add(NpgsqlDbType.Text, compacted.Select(frame => frame.Stream).ToArray());
        Add(NpgsqlDbType.Bigint, blocks.Select(block => block.Frames[^1].Position).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);

        void Add(NpgsqlDbType type, object values) =>
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values });
    }
}
