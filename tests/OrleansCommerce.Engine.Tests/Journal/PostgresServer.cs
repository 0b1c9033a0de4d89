using System.Globalization;
using Npgsql;

[assembly: AssemblyFixture(typeof(OrleansCommerce.JournalTests.PostgresServer))]

namespace OrleansCommerce.JournalTests;

/// <summary>
/// The PostgreSQL server of a test run: the one that COMMERCE_TEST_POSTGRES names, or a private one, started when the first test asks
/// for it and stopped at the end.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private string? _administration;
    private PrivatePostgres? _private;
    private int _databases;

    /// <summary>A new database; the test is skipped where there is no server.</summary>
    public async Task<string> NewDatabase()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _administration ??= Environment.GetEnvironmentVariable("COMMERCE_TEST_POSTGRES") ?? await StartPrivate();
        }
        finally
        {
            _starting.Release();
        }
        var name = string.Create(CultureInfo.InvariantCulture, $"journal_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}");
        await Execute(_administration, $"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(_administration) { Database = name }.ToString();
    }

    /// <summary>Runs a statement on a connection of its own.</summary>
    public static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>How many rows a table has.</summary>
    public static async Task<int> Count(string connectionString, string table)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT count(*)::int FROM {table}", connection);
        return (int)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_private is not null)
            await _private.DisposeAsync();
        _starting.Dispose();
    }

    private async Task<string> StartPrivate()
    {
        if (!PrivatePostgres.IsInstalled)
            Assert.Skip("There is no PostgreSQL server: neither COMMERCE_TEST_POSTGRES nor installed binaries.");
        _private = await PrivatePostgres.Create();
        return _private.ConnectionString;
    }
}
