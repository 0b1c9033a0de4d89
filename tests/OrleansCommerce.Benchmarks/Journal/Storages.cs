using Npgsql;
using OrleansCommerce.Journal;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.Benchmarks.Journal;

/// <summary>Where the journals of a run are kept: a folder and a PostgreSQL server that are both gone afterwards.</summary>
/// <param name="kept">A folder for SQLite's files that stays, or null.</param>
internal sealed class Storages(string? kept = null) : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private PrivatePostgres? _server;

    /// <summary>What every database of the server has in common, the engine's and the alternative's. Commits are durable.</summary>
    private const string Settings = "-c shared_buffers=512MB -c max_wal_size=4GB -c fsync=on -c synchronous_commit=on";

    /// <param name="provider"><c>sqlite</c> or <c>postgres</c>.</param>
    /// <param name="name">The same name opens the same journal again.</param>
    public async Task<IJournal> Journal(string provider, string name) => provider switch
    {
        "sqlite" => new SqliteJournal(new SqliteOptions(await Connection(provider, name))),
        _ => new PostgresJournal(new PostgresOptions(await Connection(provider, name))),
    };

    /// <summary>What a server takes for <c>ConnectionStrings:Journal</c>.</summary>
    /// <inheritdoc cref="Journal(string, string)"/>
    public async Task<string> Connection(string provider, string name) => provider switch
    {
        "sqlite" => SqliteFile(name),
        "postgres" => await Database(name),
        _ => throw new CommandLineException($"There is no provider '{provider}'."),
    };

    /// <summary>A connection string to the database of this name, which is created when it is not there.</summary>
    public async Task<string> Database(string name)
    {
        if (!PrivatePostgres.IsInstalled)
            throw new CommandLineException("The binaries of a PostgreSQL server are needed (initdb, pg_ctl), and are not installed here.");
        _server ??= await PrivatePostgres.Create(Settings);
        await using var source = NpgsqlDataSource.Create(_server.ConnectionString);
        await using var find = source.CreateCommand("SELECT count(*) FROM pg_database WHERE datname = $1");
        find.Parameters.Add(new NpgsqlParameter { Value = name });
        if ((long)(await find.ExecuteScalarAsync())! == 0)
        {
            await using var create = source.CreateCommand($"CREATE DATABASE {name}");
            await create.ExecuteNonQueryAsync();
        }
        return new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = name }.ToString();
    }

    /// <summary>Whether an earlier run has left a SQLite journal of this name.</summary>
    public bool Has(string name) => kept is not null && File.Exists(SqliteFile(name));

    private string SqliteFile(string name) => kept is null ? _folder.File(name + ".db") : Path.Combine(kept, name + ".db");

    /// <summary>A folder for what processes of this run leave where they stand.</summary>
    public string Folder => _folder.Path;

    /// <summary>What the processor did so far for the PostgreSQL server.</summary>
    public TimeSpan ServerTime() => _server?.ProcessorTime() ?? TimeSpan.Zero;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }
}
