using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansCommerce.Journal;

/// <summary>Writes batches on the writer's lane.</summary>
internal sealed class SqliteAppender(SqliteLane lane, SqliteIndex index)
{
    private readonly StreamHeads _heads = new();
    private readonly BlockWriter _blocks = new();
    private readonly List<int> _chosen = [];
    private long _head;
    private bool _isInDoubt;

    /// <summary>Whether a commit failed in a way that leaves open whether its frames are there.</summary>
    public bool IsInDoubt => Volatile.Read(ref _isInDoubt);

    /// <summary>About how many pages of 4 KiB the last batch came to. Read between two batches.</summary>
    public int LastPages { get; private set; }

    /// <param name="head">The newest position; the index has everything up to it.</param>
    public void Start(long head) => _head = head;

    /// <summary>Finds out what became of a commit in doubt, and enters its frames in the index if they are there.</summary>
    public bool Settle(SqliteDatabase database)
    {
        if (!_isInDoubt)
            return true;
        var page = SqliteCompaction.ReadIndexed(database, _head, int.MaxValue);
        index.Backlog.Add(page);
        _head = page.Position;
        _heads.Clear();
        Volatile.Write(ref _isInDoubt, false);
        return true;
    }

    public BatchOutcome Append(SqliteDatabase database, IReadOnlyList<Frame> frames)
    {
        var outcomes = new AppendOutcome[frames.Count];
        Settle(database);
        var recorded = index.FindRecorded(frames);
        _chosen.Clear();
        for (var i = 0; i < frames.Count; i++)
        {
            outcomes[i] = Decide(database, frames[i], _head + 1 + _chosen.Count, recorded);
            if (outcomes[i].Status is AppendStatus.Durable)
                _chosen.Add(i);
        }
        if (_chosen.Count > 0)
            Write(database, frames);
        _head += _chosen.Count;
        foreach (var i in _chosen)
            _heads.Moved(frames[i]);
        index.Backlog.Add(frames, outcomes);
        return new BatchOutcome(outcomes);
    }

    public static long ReadHead(SqliteDatabase database)
    {
        var statement = database.Statement("SELECT max(position) FROM frame");
        var head = statement.Step() ? statement.Number(0) : 0;
        statement.Reset();
        return Math.Max(head, SqliteBlocks.Head(database));
    }

    /// <summary>Where the frame goes, or what stands in its way: nobody else writes, so that it is known before anything is written.</summary>
    private AppendOutcome Decide(
        SqliteDatabase database,
        Frame frame,
        long position,
        IReadOnlyDictionary<CommandId, IndexedCommand> recorded)
    {
        if (!_heads.Precede(frame) && Head(database, frame.Stream) + 1 != frame.FirstVersion)
            return new AppendOutcome(AppendStatus.Conflict, 0);
        for (var i = 0; i < frame.Records.Count && recorded.Count > 0; i++)
        {
            if (frame.Records[i].CommandId is { } id && recorded.TryGetValue(id, out var found))
                return new AppendOutcome(AppendStatus.Duplicate, 0, new RecordedCommand(id, SqliteStreams.Place(database, found)));
        }
        return new AppendOutcome(AppendStatus.Durable, position);
    }

    private long Head(SqliteDatabase database, string stream) => index.Head(stream) ?? SqliteStreams.Head(database, stream).Version;

    private void Write(SqliteDatabase database, IReadOnlyList<Frame> frames)
    {
        database.Statement("BEGIN IMMEDIATE").Execute();
        try
        {
            LastPages = 2;
            foreach (var (position, bytes) in _blocks.Pack(frames, _chosen, _head))
            {
                SqliteBlocks.Insert(database, position, bytes);
                LastPages += (bytes.Length / 4_096) + 1;
            }
        }
        catch
        {
            UndoOrDrop(database);
            throw;
        }
        Commit(database);
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
            Volatile.Write(ref _isInDoubt, true);
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
            lane.Drop();
        }
    }
}
