using Npgsql;
using NpgsqlTypes;
using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>A planted bug: a storage that does not look where a stream ends, and puts what it is given behind whatever is there.</summary>
internal sealed class Unfenced(IJournal journal) : JournalInFront(journal)
{
    public override async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        var heads = await Inner.ReadHeads([.. frames.Select(frame => frame.Stream)]);
        return await Inner.Append([.. frames.Zip(heads, (frame, head) => frame with { FirstVersion = head + 1 })]);
    }
}

/// <summary>
/// A planted bug, in PostgreSQL itself: what is there already is passed over with <c>ON CONFLICT DO NOTHING</c>, and whoever sent it is
/// told that it is durable.
/// </summary>
internal sealed class UnfencedPostgres(IJournal journal, string database) : JournalInFront(journal)
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(database);

    public override async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        await using var command = _source.CreateCommand("""
            WITH turn AS MATERIALIZED (
                SELECT pg_advisory_xact_lock(hashtext('orleanscommerce.positions'), hashtext(current_schema())))
            INSERT INTO frame (position, first_version, last_version, stream, payload)
            SELECT nextval('frame_position'), new.* FROM turn, unnest($1, $2, $3, $4) AS new ON CONFLICT DO NOTHING
            """);
        void Add(NpgsqlDbType type, object values) =>
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values });
        Add(NpgsqlDbType.Bigint, frames.Select(frame => frame.FirstVersion).ToArray());
        Add(NpgsqlDbType.Bigint, frames.Select(frame => frame.LastVersion).ToArray());
        Add(NpgsqlDbType.Text, frames.Select(frame => frame.Stream).ToArray());
        Add(NpgsqlDbType.Bytea, frames.Select(frame => FrameCodec.Encode(frame.Records)).ToArray());
        await command.ExecuteNonQueryAsync();
        var head = await Inner.Head();
        return new BatchOutcome([.. frames.Select(_ => new AppendOutcome(AppendStatus.Durable, head))]);
    }

    public override async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await base.DisposeAsync();
    }
}
