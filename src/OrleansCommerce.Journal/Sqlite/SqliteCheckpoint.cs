namespace OrleansCommerce.Journal;

/// <summary>
/// Moves what the write-ahead log has gathered into the database, beside the writer: the writer would have to wait for two more
/// writes to the disk while callers wait for it. Only where the log is never empty does the writer move the last pages itself, or the
/// log would grow for ever.
/// </summary>
internal sealed class SqliteCheckpoint(string path, int pages) : IAsyncDisposable
{
    /// <summary>How many times as much as is gathered before a checkpoint the log may have before the writer joins in.</summary>
    private const int PatienceFactor = 4;

    private readonly SqliteLane _lane = new("journal-checkpoint", () => new SqliteDatabase(path, "synchronous = FULL"));
    private Task _running = Task.CompletedTask;
    private long _pages;
    private bool _isOverdue;

    /// <summary>Called by the one caller that appends, after each batch, with about how many pages of the log it took.</summary>
    public void Written(int batchPages)
    {
        _pages += batchPages;
        if (_pages < pages || !_running.IsCompleted)
            return;
        _pages = 0;
        _running = Run();
    }

    /// <summary>Called on the writer's lane before each batch.</summary>
    public void JoinIn(SqliteDatabase writer)
    {
        if (!Volatile.Read(ref _isOverdue))
            return;
        Volatile.Write(ref _isOverdue, false);
        Move(writer);
    }

    public async ValueTask DisposeAsync()
    {
        await _running;
        await _lane.DisposeAsync();
    }

    private async Task Run()
    {
        try
        {
            var log = await _lane.Run(Move);
            Volatile.Write(ref _isOverdue, log > (long)pages * PatienceFactor);
        }
        catch (JournalUnavailableException)
        {
            // A disk that is full or fails is met by the writer, too, which tells its callers. The log keeps what it has.
        }
    }

    /// <summary>Moves what no reader needs in the log; how many pages the log has. It waits for nobody.</summary>
    private static long Move(SqliteDatabase database)
    {
        var statement = database.Statement("PRAGMA wal_checkpoint(PASSIVE)");
        var log = statement.Step() ? statement.Number(1) : 0;
        statement.Reset();
        return log;
    }
}
