using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>The server as a process of its own, so that it can be killed: SIGKILL, no goodbye, nothing flushed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly string[] _arguments;
    private Process? _process;

    public ServerProcess(string folder, params string[] arguments)
    {
        (_folder, _arguments) = (folder, arguments);
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>Starts the process and waits until it answers.</summary>
    public async Task<TimeSpan> Start(string path = "/health/ready")
    {
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OrleansCommerce.Server.dll"));
        start.ArgumentList.Add($"--urls={Address}");
        start.ArgumentList.Add($"--ConnectionStrings:Journal={Path.Combine(_folder, "commerce.db")}");
        foreach (var argument in _arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        _process = Process.Start(start)!;
        var said = new List<string?>();
        _process.OutputDataReceived += (_, line) => Remember(said, line.Data);
        _process.ErrorDataReceived += (_, line) => Remember(said, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        while (watch.Elapsed < StartLimit && !_process.HasExited)
        {
            if (await Answers(path))
            {
                return watch.Elapsed;
            }
        }

        lock (said)
        {
            throw new InvalidOperationException($"The server did not start: {string.Join('\n', said)}");
        }
    }

    public void Kill()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        Http.Dispose();
    }

    private async Task<bool> Answers(string path)
    {
        try
        {
            using var answer = await Http.GetAsync(path);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Nobody listens yet; asking again costs a loopback connection.
            return false;
        }
    }

    private static void Remember(List<string?> said, string? line)
    {
        lock (said)
        {
            said.Add(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
