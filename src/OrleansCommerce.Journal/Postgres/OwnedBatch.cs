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

    protected override string Statement => "INSERT INTO block (position, payload) SELECT * FROM unnest($1, $2)";

    protected override NpgsqlDbType[] Types => [NpgsqlDbType.Bigint, NpgsqlDbType.Bytea];

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

    public override async Task Write(NpgsqlConnection connection, IReadOnlyList<Frame> frames, List<int> open, AppendOutcome[] outcomes)
    {
        var blocks = _blocks.Pack(frames, open, Head);
        var command = await Prepared(connection);
        Fill(command, blocks.ConvertAll(block => block.Position), blocks.ConvertAll(block => block.Bytes));
        await command.ExecuteNonQueryAsync();
        for (var i = 0; i < open.Count; i++)
        {
            outcomes[open[i]] = new AppendOutcome(AppendStatus.Durable, Head + 1 + i);
            Streams.Moved(frames[open[i]]);
        }
        Head += open.Count;
    }
}
