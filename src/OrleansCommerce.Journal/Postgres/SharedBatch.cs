using Npgsql;
using NpgsqlTypes;

namespace OrleansCommerce.Journal;

/// <summary>The batch of one process among several: nothing that it knows of the journal has to be true any more when it writes.</summary>
internal sealed class SharedBatch : PostgresBatch
{
    private readonly HashSet<int> _hashes = [];

    // The transaction-level lock is taken before any position is drawn, and let go of after the commit is visible: so a reader that
    // sees a position has seen all lower ones. The head of each stream is checked in passing; frames that do not continue it are left
    // out. Two owners that append at the same moment do not see each other's head, and there the unique key decides.
    protected override string Statement => """
        WITH turn AS MATERIALIZED (
            SELECT pg_advisory_xact_lock(hashtext('orleanscommerce.positions'), hashtext(current_schema()))),
        placed AS MATERIALIZED (
            SELECT nextval('frame_position') AS position, new.number, new.stream, new.first_version, new.last_version, new.payload
            FROM turn, unnest($1, $2, $3, $4) WITH ORDINALITY AS new (stream, first_version, last_version, payload, number)
            WHERE new.first_version = 1 + coalesce((
                SELECT old.last_version FROM frame old WHERE old.stream = new.stream ORDER BY old.first_version DESC LIMIT 1), 0)),
        frames AS (
            INSERT INTO frame (position, first_version, last_version, stream, payload)
            SELECT position, first_version, last_version, stream, payload FROM placed),
        commands AS (
            INSERT INTO command (id, position, version)
            SELECT new.id, placed.position, new.version
            FROM unnest($5, $6, $7) AS new (number, id, version) JOIN placed ON placed.number = new.number),
        correlations AS (
            INSERT INTO correlation (hash, position)
            SELECT new.hash, placed.position
            FROM unnest($8, $9) AS new (number, hash) JOIN placed ON placed.number = new.number)
        SELECT number, position FROM placed
        """;

    protected override NpgsqlDbType[] Types =>
    [
        NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Bytea,
        NpgsqlDbType.Integer, NpgsqlDbType.Uuid, NpgsqlDbType.Bigint,
        NpgsqlDbType.Integer, NpgsqlDbType.Integer,
    ];

    /// <param name="open">Which of the frames are to be written; the outcome of each is set.</param>
    public async Task Write(NpgsqlConnection connection, IReadOnlyList<Frame> frames, List<int> open, AppendOutcome[] outcomes)
    {
        var command = await Prepared(connection);
        Fill(command, frames, open);
        foreach (var index in open)
            outcomes[index] = new AppendOutcome(AppendStatus.Conflict, 0);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            outcomes[open[checked((int)reader.GetInt64(0) - 1)]] = new AppendOutcome(AppendStatus.Durable, reader.GetInt64(1));
    }

    private void Fill(NpgsqlCommand command, IReadOnlyList<Frame> frames, List<int> open)
    {
        var (commandNumbers, ids, versions) = (new List<int>(), new List<Guid>(), new List<long>());
        var (hashNumbers, hashes) = (new List<int>(), new List<int>());
        for (var i = 0; i < open.Count; i++)
        {
            var frame = frames[open[i]];
            for (var j = 0; j < frame.Records.Count; j++)
            {
                if (frame.Records[j].CommandId is not { } id)
                    continue;
                commandNumbers.Add(i + 1);
                ids.Add(PostgresStreams.ToUuid(id));
                versions.Add(frame.FirstVersion + j);
            }
            Correlations.Collect(frame, _hashes);
            foreach (var hash in _hashes)
            {
                hashNumbers.Add(i + 1);
                hashes.Add(hash);
            }
        }
        Fill(
            command,
            open.Select(index => frames[index].Stream).ToArray(),
            open.Select(index => frames[index].FirstVersion).ToArray(),
            open.Select(index => frames[index].LastVersion).ToArray(),
            open.Select(index => FrameCodec.Encode(frames[index].Records)).ToArray(),
            commandNumbers, ids, versions, hashNumbers, hashes);
    }
}
