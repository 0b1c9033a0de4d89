using System.Diagnostics;
using Npgsql;

namespace OrleansCommerce.JournalTests;

/// <summary>
/// A PostgreSQL server of one's own from the installed binaries, with the server's own durable settings, reached through a socket in
/// its own folder. Both are gone when it is disposed of.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt/postgresql"];

    private readonly TestFolder _folder = new();

    private PrivatePostgres()
    {
    }

    public static bool IsInstalled => Binaries() is not null;

    /// <summary>As the server's superuser, on the database <c>postgres</c>.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder { Host = _folder.Path, Username = "postgres", Database = "postgres" }.ToString();

    /// <param name="settings">Further settings of the server, each <c>name=value</c>.</param>
    public static async Task<PrivatePostgres> Start(params string[] settings)
    {
        var server = new PrivatePostgres();
        var folder = server._folder;
        if (Environment.IsPrivilegedProcess)
            await Start("chown", ["postgres", folder.Path]);
        await Run("initdb", "-D", folder.File("data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        string[] all = ["listen_addresses=''", $"unix_socket_directories='{folder.Path}'", "max_connections=200", .. settings];
        var options = string.Join(' ', all.Select(setting => $"-c {setting}"));
        await Run("pg_ctl", "start", "-D", folder.File("data"), "-l", folder.File("log"), "-w", "-o", options);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await Run("pg_ctl", "stop", "-D", _folder.File("data"), "-m", "immediate", "-w");
        _folder.Dispose();
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
