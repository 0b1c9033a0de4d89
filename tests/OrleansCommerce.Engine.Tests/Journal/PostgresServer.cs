using System.Diagnostics;
using System.Globalization;
using Npgsql;

[assembly: AssemblyFixture(typeof(OrleansCommerce.JournalTests.PostgresServer))]

namespace OrleansCommerce.JournalTests;

/// <summary>
/// The PostgreSQL server of a test run: the one that COMMERCE_TEST_POSTGRES names, or a private one from the installed binaries,
/// started when the first test asks for it, reached through a socket in its own folder, and stopped at the end.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt/postgresql"];

    private readonly SemaphoreSlim _starting = new(1, 1);
    private string? _administration;
    private TestFolder? _folder;
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

    public async ValueTask DisposeAsync()
    {
        if (_folder is { } folder)
        {
            await Run("pg_ctl", "stop", "-D", folder.File("data"), "-m", "immediate", "-w");
            folder.Dispose();
        }
        _starting.Dispose();
    }

    private async Task<string> StartPrivate()
    {
        if (Binaries() is null)
            Assert.Skip("There is no PostgreSQL server: neither COMMERCE_TEST_POSTGRES nor installed binaries.");
        _folder = new TestFolder();
        if (Environment.IsPrivilegedProcess)
            await Start("chown", ["postgres", _folder.Path]);
        await Run("initdb", "-D", _folder.File("data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        var options = $"-c listen_addresses='' -c unix_socket_directories='{_folder.Path}' -c max_connections=200 -c shared_buffers=64MB";
        await Run("pg_ctl", "start", "-D", _folder.File("data"), "-l", _folder.File("log"), "-w", "-o", options);
        return new NpgsqlConnectionStringBuilder { Host = _folder.Path, Username = "postgres", Database = "postgres" }.ToString();
    }

    // The server refuses to run as root.
    private static Task Run(string tool, params string[] arguments)
    {
        var path = Path.Combine(Binaries()!, tool);
        return Environment.IsPrivilegedProcess
            ? Start("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : Start(path, arguments);
    }

    private static string? Binaries() => Places.Where(Directory.Exists)
        .SelectMany(place => Directory.GetDirectories(place).Append(place))
        .Select(place => Path.Combine(place, "bin"))
        .Where(bin => File.Exists(Path.Combine(bin, "initdb")))
        .OrderBy(bin => bin.Length).ThenBy(bin => bin, StringComparer.Ordinal).LastOrDefault();

    private static async Task Start(string program, string[] arguments)
    {
        // No redirected output: the server would inherit the pipe, and its end would never come.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
        })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
