using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>The server as a process of its own, so that it can be killed: SIGKILL, no goodbye, nothing flushed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(10);

    private readonly string _folder;
    private readonly string[] _arguments;
    private readonly List<string> _said = [];
    private Process? _process;
    private TaskCompletionSource _up = NewSource();

    public ServerProcess(string folder, params string[] arguments)
    {
        (_folder, _arguments) = (folder, arguments);
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>The program, beside the one that starts it, and what it is told before everything else.</summary>
    public string[] Program { get; init; } = ["OrleansCommerce.Server.dll"];

    public Uri Address { get; }

    /// <summary>The system's number for the process, which has to run.</summary>
    public int Id => _process!.Id;

    /// <summary>What the processor did for the process so far, which has to run.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public HttpClient Http { get; }

    /// <summary>Ends when the process answers; a client that finds nobody there waits for it.</summary>
    public Task Up => Volatile.Read(ref _up).Task;

    /// <summary>Starts the process and waits until it answers.</summary>
    public async Task<TimeSpan> Start(string path = "/health/ready")
    {
        var watch = Stopwatch.StartNew();
        Launch();
        using var timer = new PeriodicTimer(LookPause);
        while (watch.Elapsed < StartLimit && !_process!.HasExited)
        {
            if (await Answers(path))
            {
                _up.TrySetResult();
                return watch.Elapsed;
            }

            await timer.WaitForNextTickAsync();
        }

        throw new InvalidOperationException($"The server did not start: {Said()}");
    }

    /// <summary>Starts a process that is expected to refuse, and waits for its end.</summary>
    /// <returns>Its exit code and all it said.</returns>
    public async Task<(int ExitCode, string Said)> StartRefused()
    {
        Launch();
        using var limit = new CancellationTokenSource(StartLimit);
        await _process!.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, Said());
    }

    public void Kill()
    {
        Volatile.Write(ref _up, NewSource());
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

    private void Launch()
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, Program[0]), .. Program[1..], $"--urls={Address}", .. _arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Remember(line.Data);
        _process.ErrorDataReceived += (_, line) => Remember(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
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
            // Nobody listens yet.
            return false;
        }
    }

    private void Remember(string? line)
    {
        lock (_said)
        {
            if (!string.IsNullOrEmpty(line))
            {
                _said.Add(line);
            }
        }
    }

    private string Said()
    {
        lock (_said)
        {
            return string.Join('\n', _said);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
