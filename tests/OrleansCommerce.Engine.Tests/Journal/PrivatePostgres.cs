using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace OrleansCommerce.JournalTests;

/// <summary>
/// A PostgreSQL server of one's own, from the installed binaries, reached through a socket in its own folder: so it can be killed and
/// started again without anyone else noticing.
/// </summary>
public sealed partial class PrivatePostgres : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt/postgresql"];

    private readonly TestFolder _folder = new();
    private readonly string _settings;
    private readonly SmallDisk? _disk;

    private PrivatePostgres(string settings, SmallDisk? disk) => (_settings, _disk) = (settings, disk);

    public static bool IsInstalled => Binaries() is not null;

    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder { Host = _folder.Path, Username = "postgres", Database = "postgres" }.ToString();

    /// <param name="settings">Settings of the server, each as <c>-c name=value</c>.</param>
    /// <param name="disk">Where it keeps its data, if that is not to be a folder.</param>
    public static async Task<PrivatePostgres> Create(string settings = "", SmallDisk? disk = null)
    {
        var server = new PrivatePostgres(settings, disk);
        if (Environment.IsPrivilegedProcess)
            await Run("chown", ["postgres", server._folder.Path, disk?.Path ?? server._folder.Path]);
        string[] small = disk is null ? [] : ["--wal-segsize=1"];
        await RunTool("initdb", ["-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", .. small]);
        await server.Start();
        return server;
    }

    /// <summary>Starts it, after a kill too: it then recovers before it answers, and this ends when it does.</summary>
    public Task Start() => RunTool("pg_ctl", "start", "-D", Data, "-l", _folder.File("log"), "-w", "-o", Options);

    /// <summary>
    /// SIGKILL for the postmaster and each of its processes, by their ids: nothing is flushed and nobody is told. Where the system does
    /// not list processes, the server's own immediate stop, which flushes nothing either.
    /// </summary>
    public async Task Kill()
    {
        if (!OperatingSystem.IsLinux())
        {
            await RunTool("pg_ctl", "stop", "-D", Data, "-m", "immediate", "-w");
            return;
        }

        var postmaster = Postmaster();
        List<int> all = [postmaster, .. ChildrenOf(postmaster)];
        var processes = all.Select(TryGet).OfType<Process>().ToList();
        foreach (var process in processes)
            process.Kill();
        foreach (var process in processes)
            await process.WaitForExitAsync();
        // A session that was born in between lost its parent before it could be listed; it ends by itself when it sees that.
    }

    /// <summary>
    /// What the processor did so far for the server's processes, those that have ended included: of them the postmaster knows. Zero where
    /// the system does not list processes.
    /// </summary>
    public TimeSpan ProcessorTime()
    {
        const int user = 11, endedSystem = 14;
        const long tick = TimeSpan.TicksPerSecond / 100;
        if (!OperatingSystem.IsLinux())
            return TimeSpan.Zero;
        var postmaster = Postmaster();
        return new TimeSpan(tick * new[] { postmaster }.Concat(ChildrenOf(postmaster)).Select(FieldsOf).OfType<string[]>()
            .Sum(fields => fields[user..(endedSystem + 1)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture))));
    }

    /// <summary>Starts it anew as one that follows a primary: it answers questions and takes nothing. There is no primary to follow.</summary>
    public async Task BecomeStandby()
    {
        await RunTool("pg_ctl", "stop", "-D", Data, "-m", "fast", "-w");
        await File.WriteAllTextAsync(Path.Combine(Data, "standby.signal"), "");
        await Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            await RunTool("pg_ctl", "stop", "-D", Data, "-m", "immediate", "-w");
        _folder.Dispose();
    }

    private string Options =>
        $"-c listen_addresses='' -c unix_socket_directories='{_folder.Path}' -c max_connections=200 -c shared_buffers=64MB {_settings}";

    private string Data => _disk?.File("data") ?? _folder.File("data");

    private int Postmaster() => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static IEnumerable<int> ChildrenOf(int parent) =>
        from folder in Directory.GetDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)
        let pid = int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)
        where ParentOf(pid) == parent
        select pid;

    private static int? ParentOf(int pid) => FieldsOf(pid) is { } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : null;

    /// <summary>What the system says of a process, or null where it has ended.</summary>
    private static string[]? FieldsOf(int pid)
    {
        try
        {
            // The name in brackets may hold anything, so it is skipped from behind: state and parent follow it.
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static Process? TryGet(int pid)
    {
        try
        {
            return Process.GetProcessById(pid);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // The server refuses to run as root.
    private static Task RunTool(string tool, params string[] arguments)
    {
        var path = Path.Combine(Binaries()!, tool);
        return Environment.IsPrivilegedProcess
            ? Run("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : Run(path, arguments);
    }

    private static string? Binaries() => Places.Where(Directory.Exists)
        .SelectMany(place => Directory.GetDirectories(place).Append(place))
        .Select(place => Path.Combine(place, "bin"))
        .Where(bin => File.Exists(Path.Combine(bin, "initdb")))
        .OrderBy(bin => bin.Length).ThenBy(bin => bin, StringComparer.Ordinal).LastOrDefault();

    private static async Task Run(string program, string[] arguments)
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
