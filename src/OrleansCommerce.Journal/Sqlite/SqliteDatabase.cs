using Microsoft.Data.Sqlite;

namespace OrleansCommerce.Journal;

/// <summary>One connection with its prepared statements, used on one thread only.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    public SqliteDatabase(string path, params ReadOnlySpan<string> pragmas)
    {
        // Not pooled: a pooled connection would keep the file open after the journal has been closed.
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false };
        _connection = new SqliteConnection(settings.ToString());
        _connection.Open();
        // Readers and the writer do not wait for each other; a checkpoint may for a moment.
        Execute("PRAGMA busy_timeout = 1000");
        foreach (var pragma in pragmas)
            Execute($"PRAGMA {pragma}");
    }

    /// <summary>The statement with this text, prepared once and without rows pending.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
        {
            statement.Reset();
            return statement;
        }
        return _statements[sql] = new SqliteStatement(_connection.Handle!, sql);
    }

    public void Execute(string sql)
    {
        using var statement = new SqliteStatement(_connection.Handle!, sql);
        statement.Execute();
    }

    public string? ReadText(string sql)
    {
        using var statement = new SqliteStatement(_connection.Handle!, sql);
        return statement.Step() && !statement.IsNull(0) ? statement.Text(0) : null;
    }

    /// <summary>Runs something in one transaction, which is undone when it throws.</summary>
    public T InTransaction<T>(string begin, Func<SqliteDatabase, T> work)
    {
        Statement(begin).Execute();
        try
        {
            var result = work(this);
            // A query that was left halfway would go on in the state of this transaction, and the next one would see that too.
            ResetStatements();
            Statement("COMMIT").Execute();
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    /// <summary>Undoes the open transaction; SQLite itself has already done so after some errors.</summary>
    public void RollBack()
    {
        ResetStatements();
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
            Statement("ROLLBACK").Execute();
    }

    public void ResetStatements()
    {
        foreach (var statement in _statements.Values)
            statement.Reset();
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _connection.Dispose();
    }
}
