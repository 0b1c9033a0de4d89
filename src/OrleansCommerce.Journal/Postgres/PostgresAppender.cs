using Npgsql;
using NpgsqlTypes;

namespace OrleansCommerce.Journal;

/// <summary>Writes a batch with one statement, which is its own transaction: a process that stops in the middle holds no locks.</summary>
internal sealed class PostgresAppender(PostgresSession session, PostgresCorrelations correlations)
{
    // The transaction-level lock is taken before any position is drawn, and let go of after the commit is visible: so a reader that
    // sees a position has seen all lower ones. The head of each stream is checked in passing; frames that do not continue it are left
    // out. Two owners that append at the same moment do not see each other's head, and there the unique key decides.
    private const string Statement = """
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

    private readonly HashSet<int> _hashes = [];
    private long _head;
    private bool _isBehind;
    private NpgsqlConnection? _preparedOn;
    private NpgsqlCommand? _command;

    /// <param name="head">The newest position; the index by correlation has everything up to it.</param>
    public void Start(long head) => _head = head;

    public async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        if (correlations.Flusher is { } flusher)
            await flusher.MakeRoom();
        var outcomes = new AppendOutcome[frames.Count];
        var open = Enumerable.Range(0, frames.Count).ToList();
        while (open.Count > 0)
        {
            var connection = await session.Open();
            try
            {
                if (_isBehind)
                    await CatchUp(connection);
                await Write(connection, frames, open, outcomes);
                break;
            }
            catch (PostgresException e) when (PostgresErrors.IsUniqueViolation(e))
            {
                // The transaction is undone. Whatever stands in the way is committed, so it can be found; the rest is sent again.
                await Refuse(connection, frames, open, outcomes, e);
            }
            catch (Exception e)
            {
                var failure = PostgresErrors.OfWrite(e);
                if (failure.MayBeWritten || connection.FullState is not System.Data.ConnectionState.Open)
                    await Drop(failure.MayBeWritten);
                throw failure;
            }
        }
        Enter(frames, outcomes);
        return new BatchOutcome(outcomes);
    }

    private void Enter(IReadOnlyList<Frame> frames, AppendOutcome[] outcomes)
    {
        if (correlations.Backlog is not { } backlog)
            return;
        for (var i = 0; i < frames.Count; i++)
        {
            if (outcomes[i].Status is not AppendStatus.Durable)
                continue;
            backlog.Add(frames[i], outcomes[i].Position);
            _head = Math.Max(_head, outcomes[i].Position);
        }
    }

    // A batch whose answer was lost may have been written after all; then the index has to learn of it.
    private async Task CatchUp(NpgsqlConnection connection)
    {
        for (var page = await PostgresStreams.ReadAll(connection, _head, 10_000); page.Records.Count > 0;)
        {
            correlations.Backlog?.Add(page);
            _head = page.Position;
            page = await PostgresStreams.ReadAll(connection, _head, 10_000);
        }
        _isBehind = false;
    }

    private async Task Write(NpgsqlConnection connection, IReadOnlyList<Frame> frames, List<int> open, AppendOutcome[] outcomes)
    {
        var command = await Prepared(connection);
        Fill(command, frames, open);
        foreach (var index in open)
            outcomes[index] = new AppendOutcome(AppendStatus.Conflict, 0);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            outcomes[open[checked((int)reader.GetInt64(0) - 1)]] = new AppendOutcome(AppendStatus.Durable, reader.GetInt64(1));
    }

    private async Task Refuse(
        NpgsqlConnection connection,
        IReadOnlyList<Frame> frames,
        List<int> open,
        AppendOutcome[] outcomes,
        PostgresException violation)
    {
        var before = open.Count;
        try
        {
            var heads = await PostgresStreams.Heads(connection, [.. open.Select(index => frames[index].Stream)]);
            var ids = open.SelectMany(index => frames[index].Records).Where(record => record.CommandId is not null)
                .Select(record => record.CommandId!.Value).ToArray();
            var recorded = await PostgresStreams.Find(connection, ids);
            open.RemoveAll(index =>
            {
                if (heads.GetValueOrDefault(frames[index].Stream) + 1 != frames[index].FirstVersion)
                {
                    outcomes[index] = new AppendOutcome(AppendStatus.Conflict, 0);
                    return true;
                }
                var known = frames[index].Records.FirstOrDefault(record => record.CommandId is { } id && recorded.ContainsKey(id));
                if (known?.CommandId is not { } duplicate)
                    return false;
                outcomes[index] = new AppendOutcome(AppendStatus.Duplicate, 0, duplicate, recorded[duplicate]);
                return true;
            });
        }
        catch (NpgsqlException e)
        {
            await Drop(isInDoubt: false);
            throw PostgresErrors.OfRead(e);
        }
        if (open.Count == before)
        {
            throw new JournalUnavailableException(
                $"PostgreSQL: {violation.MessageText}, but nothing stands in the way.", mayBeWritten: false, violation);
        }
    }

    private async Task Drop(bool isInDoubt)
    {
        _command = null;
        _preparedOn = null;
        _isBehind |= isInDoubt && correlations.Backlog is not null;
        await session.Drop(isInDoubt);
    }

    private async Task<NpgsqlCommand> Prepared(NpgsqlConnection connection)
    {
        if (_command is not null && ReferenceEquals(_preparedOn, connection))
            return _command;
        var command = new NpgsqlCommand(Statement, connection);
        foreach (var type in new[]
        {
            NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Bytea,
            NpgsqlDbType.Integer, NpgsqlDbType.Uuid, NpgsqlDbType.Bigint,
            NpgsqlDbType.Integer, NpgsqlDbType.Integer,
        })
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type });
        await command.PrepareAsync();
        _preparedOn = connection;
        return _command = command;
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
            if (correlations.Backlog is not null)
                continue;
            Correlations.Collect(frame, _hashes);
            foreach (var hash in _hashes)
            {
                hashNumbers.Add(i + 1);
                hashes.Add(hash);
            }
        }
        object[] values =
        [
            open.Select(index => frames[index].Stream).ToArray(),
            open.Select(index => frames[index].FirstVersion).ToArray(),
            open.Select(index => frames[index].LastVersion).ToArray(),
            open.Select(index => FrameCodec.Encode(frames[index].Records)).ToArray(),
            commandNumbers, ids, versions, hashNumbers, hashes,
        ];
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }
}
