using Npgsql;
using NpgsqlTypes;

namespace OrleansCommerce.Journal;

/// <summary>
/// The batch of a process that owns the journal alone, by the lock of the very session that writes. So it may number the positions
/// itself, lets the index follow behind, and remembers the heads of the streams; the unique key would still refuse a second frame after
/// the same version.
/// </summary>
internal sealed class OwnedBatch : PostgresBatch
{
    protected override string Statement => """
        INSERT INTO frame (position, first_version, last_version, stream, payload) SELECT * FROM unnest($1, $2, $3, $4, $5)
        """;

    protected override NpgsqlDbType[] Types =>
        [NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Bytea];

    /// <summary>The newest position. Whoever opens a session sees to it that this is true.</summary>
    public long Head { get; set; }

    /// <summary>Forgotten with the session: while its lock was lost, another process may have had the journal.</summary>
    public StreamHeads Streams { get; } = new();

    /// <summary>Whether each frame continues its stream.</summary>
    public async Task<bool> Continue(NpgsqlConnection connection, IReadOnlyList<Frame> frames, List<int> open)
    {
        var unknown = open.Where(number => !Streams.TryGet(frames[number].Stream, out _)).Select(number => frames[number].Stream).ToArray();
        if (unknown.Length > 0)
        {
            var heads = await PostgresStreams.Heads(connection, unknown);
            foreach (var stream in unknown)
                Streams.Set(stream, heads.GetValueOrDefault(stream));
        }
        foreach (var number in open)
        {
            // One that was forgotten again in between is for the caller to look up.
            if (!Streams.TryGet(frames[number].Stream, out var version) || version + 1 != frames[number].FirstVersion)
                return false;
        }
        return true;
    }

    public override async Task Write(NpgsqlConnection connection, IReadOnlyList<Frame> frames, List<int> open, AppendOutcome[] outcomes)
    {
        var count = open.Count;
        var (positions, first, last) = (new long[count], new long[count], new long[count]);
        var (streams, payloads) = (new string[count], new byte[count][]);
        for (var i = 0; i < count; i++)
        {
            var frame = frames[open[i]];
            (positions[i], first[i], last[i]) = (Head + 1 + i, frame.FirstVersion, frame.LastVersion);
            (streams[i], payloads[i]) = (frame.Stream, FrameCodec.Encode(frame.Records));
        }
        var command = await Prepared(connection);
        Fill(command, positions, first, last, streams, payloads);
        await command.ExecuteNonQueryAsync();
        for (var i = 0; i < count; i++)
        {
            outcomes[open[i]] = new AppendOutcome(AppendStatus.Durable, positions[i]);
            Streams.Set(streams[i], last[i]);
        }
        Head += count;
    }
}
