using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansCommerce.Journal;

/// <summary>Writes batches on the writer's lane.</summary>
internal sealed class SqliteAppender(SqliteLane lane)
{
    private readonly HashSet<int> _hashes = [];
    private long _head = -1;

    public BatchOutcome Append(SqliteDatabase database, IReadOnlyList<Frame> frames)
    {
        var outcomes = new AppendOutcome[frames.Count];
        var head = _head >= 0 ? _head : ReadHead(database);
        database.Statement("BEGIN IMMEDIATE").Execute();
        try
        {
            for (var i = 0; i < frames.Count; i++)
            {
                outcomes[i] = Append(database, frames[i], head + 1);
                if (outcomes[i].Status is AppendStatus.Durable)
                    head++;
            }
        }
        catch
        {
            UndoOrDrop(database);
            throw;
        }
        Commit(database);
        _head = head;
        return new BatchOutcome(outcomes);
    }

    public static long ReadHead(SqliteDatabase database)
    {
        var statement = database.Statement("SELECT max(position) FROM frame");
        var head = statement.Step() ? statement.Number(0) : 0;
        statement.Reset();
        return head;
    }

    private AppendOutcome Append(SqliteDatabase database, Frame frame, long position)
    {
        var (version, _) = SqliteStreams.Head(database, frame.Stream);
        if (version + 1 != frame.FirstVersion)
            return new AppendOutcome(AppendStatus.Conflict, 0);
        var command = database.Statement("INSERT OR IGNORE INTO command (id, position, version) VALUES (?1, ?2, ?3)");
        Span<byte> id = stackalloc byte[CommandId.Size];
        for (var i = 0; i < frame.Records.Count; i++)
        {
            if (frame.Records[i].CommandId is not { } commandId)
                continue;
            commandId.Write(id);
            if (command.Bind(1, id).Bind(2, position).Bind(3, frame.FirstVersion + i).Execute() == 0)
                return Duplicate(database, frame, commandId, i);
        }
        database.Statement("INSERT INTO frame (position, stream, first_version, last_version, payload) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, position).Bind(2, frame.Stream).Bind(3, frame.FirstVersion).Bind(4, frame.LastVersion)
            .Bind(5, FrameCodec.Encode(frame.Records)).Execute();
        Correlations.Collect(frame, _hashes);
        var correlation = database.Statement("INSERT INTO correlation (hash, position) VALUES (?1, ?2)");
        foreach (var hash in _hashes)
            correlation.Bind(1, hash).Bind(2, position).Execute();
        return new AppendOutcome(AppendStatus.Durable, position);
    }

    private static AppendOutcome Duplicate(SqliteDatabase database, Frame frame, CommandId id, int index)
    {
        var place = SqliteStreams.Find(database, id) ?? throw new InvalidOperationException($"Command {id} is refused but not recorded.");
        // Its ids before that one went in; the batch goes on without the frame, so they go out again.
        var delete = database.Statement("DELETE FROM command WHERE id = ?1");
        for (var i = 0; i < index; i++)
        {
            if (frame.Records[i].CommandId is { } earlier)
                delete.Bind(1, earlier.ToBytes()).Execute();
        }
        return new AppendOutcome(AppendStatus.Duplicate, 0, id, place);
    }

    private void Commit(SqliteDatabase database)
    {
        try
        {
            database.Statement("COMMIT").Execute();
        }
        catch (SqliteException e)
        {
            UndoOrDrop(database);
            // A commit that was kept waiting has not begun. After any other error, an input or output error above all, the log may
            // hold the commit already, and opening the database anew decides it.
            if (e.SqliteErrorCode == raw.SQLITE_BUSY)
                throw;
            _head = -1;
            lane.Drop();
            throw new JournalUnavailableException($"SQLite: {e.Message}", mayBeWritten: true, e);
        }
    }

    private void UndoOrDrop(SqliteDatabase database)
    {
        try
        {
            database.RollBack();
        }
        catch (SqliteException)
        {
            _head = -1;
            lane.Drop();
        }
    }
}
