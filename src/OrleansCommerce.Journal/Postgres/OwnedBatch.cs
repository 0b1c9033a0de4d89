using Npgsql;
using NpgsqlTypes;

namespace OrleansCommerce.Journal;

/// <summary>
/// The batch of a process that owns the journal alone, by the lock of the very session that writes. So it may number the positions
/// itself, lets the index follow behind, and remembers the heads of the streams. What it writes is one after the other, in blocks.
/// </summary>
internal sealed class OwnedBatch(PostgresIndex index) : PostgresBatch
{
    private readonly BlockWriter _blocks = new();

    // Nearly every batch has a command that the filter takes for one it may know. Looking for those in a statement of their own would cost
    // each batch a second way to the server and back.
    protected override string Statement => """
        INSERT INTO block (position, payload) SELECT * FROM unnest($1, $2)
        WHERE NOT EXISTS (SELECT 1 FROM command WHERE id = ANY ($3))
        """;

    protected override NpgsqlDbType[] Types => [NpgsqlDbType.Bigint, NpgsqlDbType.Bytea, NpgsqlDbType.Uuid];

    /// <summary>The newest position. Whoever opens a session sees to it that this is true.</summary>
    public long Head { get; set; }

    /// <summary>Forgotten with the session: while its lock was lost, another process may have had the journal.</summary>
    public StreamHeads Streams { get; } = new();

    /// <summary>Whether each frame continues its stream.</summary>
    public async Task<bool> Continue(NpgsqlConnection connection, IReadOnlyList<Frame> frames, List<int> open)
    {
        var unknown = open.Select(number => frames[number]).Where(frame => !Streams.Precede(frame)).ToList();
        if (unknown.Count == 0)
            return true;
        var heads = await index.Heads(connection, [.. unknown.Select(frame => frame.Stream)]);
        return unknown.TrueForAll(frame => heads.GetValueOrDefault(frame.Stream) + 1 == frame.FirstVersion);
    }

    /// <param name="open">Which of the frames are to be written; the outcome of each is set.</param>
    /// <param name="doubtful">Commands that must not be recorded yet, as far as that has to be looked for.</param>
    /// <returns>False: one of them is recorded, and nothing was written.</returns>
    public async Task<bool> Write(
        NpgsqlConnection connection, IReadOnlyList<Frame> frames, List<int> open, AppendOutcome[] outcomes, IReadOnlyList<CommandId> doubtful)
    {
        var blocks = _blocks.Pack(frames, open, Head);
        var command = await Prepared(connection);
        Fill(
            command, blocks.ConvertAll(block => block.Position), blocks.ConvertAll(block => block.Bytes),
            doubtful.Select(PostgresStreams.ToUuid).ToArray());
        if (await command.ExecuteNonQueryAsync() == 0)
            return false;
        for (var i = 0; i < open.Count; i++)
        {
            outcomes[open[i]] = new AppendOutcome(AppendStatus.Durable, Head + 1 + i);
            Streams.Moved(frames[open[i]]);
        }
        Head += open.Count;
        return true;
    }
}
