using Microsoft.Data.Sqlite;

namespace OrleansCommerce.Journal;

/// <summary>A thread with a connection of its own: SQLite blocks, and what blocks must not hold a thread that others need.</summary>
internal sealed class SqliteLane : IAsyncDisposable
{
    private readonly DedicatedThreadScheduler _scheduler;
    private readonly Func<SqliteDatabase> _open;
    private SqliteDatabase? _database;
    private bool _isDisposed;

    public SqliteLane(string name, Func<SqliteDatabase> open)
    {
        _scheduler = new DedicatedThreadScheduler(name);
        _open = open;
    }

    /// <summary>Runs something on the lane; an error of SQLite means that it had no effect.</summary>
    public Task<T> Run<T>(Func<SqliteDatabase, T> work) => _isDisposed
        ? Task.FromException<T>(new JournalUnavailableException("The journal is closed.", mayBeWritten: false))
        : Task.Factory.StartNew(() => Execute(work), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);

    /// <summary>Closes the connection, so that the next use opens a new one: after an error that leaves its state in doubt.</summary>
    public void Drop()
    {
        try
        {
            _database?.Dispose();
        }
        catch (SqliteException)
        {
            // It is given up for the same reason that it cannot be closed.
        }
        _database = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await Task.Factory.StartNew(Drop, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
        _scheduler.Dispose();
    }

    private T Execute<T>(Func<SqliteDatabase, T> work)
    {
        try
        {
            return work(_database ??= _open());
        }
        catch (SqliteException e)
        {
            throw new JournalUnavailableException($"SQLite: {e.Message}", mayBeWritten: false, e);
        }
        finally
        {
            // A query that was left halfway would keep an old state of the log alive.
            _database?.ResetStatements();
        }
    }
}
