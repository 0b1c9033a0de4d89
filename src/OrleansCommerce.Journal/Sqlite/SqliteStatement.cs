using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansCommerce.Journal;

/// <summary>A prepared statement, used on the thread of its database only.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int TextBytesMax = 256;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly nint _databaseHandle;

    // None once it is disposed, which SQLite refuses to work with.
    private nint _handle;

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out _statement), database);
        (_databaseHandle, _handle) = (database.DangerousGetHandle(), _statement.DangerousGetHandle());
    }

    public SqliteStatement Bind(int parameter, long value)
    {
        SqliteCalls.BindNumber(_handle, parameter, value);
        return this;
    }

    public SqliteStatement Bind(int parameter, long? value)
    {
        if (value is { } number)
            return Bind(parameter, number);
        SqliteCalls.BindNull(_handle, parameter);
        return this;
    }

    public SqliteStatement Bind(int parameter, string value)
    {
        // Keys are short, and an array for each would be what a write of many rows allocates most.
        Span<byte> bytes = stackalloc byte[TextBytesMax];
        if (Encoding.UTF8.TryGetBytes(value, bytes, out var count))
            SqliteCalls.BindText(_handle, parameter, bytes[..count]);
        else
            raw.sqlite3_bind_text(_statement, parameter, value);
        return this;
    }

    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        raw.sqlite3_bind_blob(_statement, parameter, value);
        return this;
    }

    /// <summary>Goes to the next row; false, and ready for other values, when there is none.</summary>
    public bool Step()
    {
        var code = SqliteCalls.Step(_handle);
        if (code == raw.SQLITE_ROW)
            return true;
        // Resetting repeats the error code of the step, and without it the statement would keep its lock.
        SqliteCalls.Reset(_handle);
        if (code != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(code, _database);
        return false;
    }

    /// <summary>Runs a statement without rows; the number of rows it changed.</summary>
    public int Execute()
    {
        while (Step())
        {
        }
        return SqliteCalls.Changes(_databaseHandle);
    }

    /// <summary>Leaves the rows that were not read, so that the statement keeps no lock.</summary>
    public void Reset() => SqliteCalls.Reset(_handle);

    public bool IsNull(int column) => SqliteCalls.ColumnType(_handle, column) == raw.SQLITE_NULL;

    public long Number(int column) => SqliteCalls.ColumnNumber(_handle, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>As <see cref="Bytes"/>, without a copy: until the next step or reset.</summary>
    public ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose()
    {
        _handle = 0;
        _statement.Dispose();
    }
}
