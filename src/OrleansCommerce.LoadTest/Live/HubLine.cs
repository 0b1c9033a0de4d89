using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;

namespace OrleansCommerce.LoadTest.Live;

/// <summary>
/// One connection to a SignalR hub: its JSON protocol over a WebSocket, as the specification has it. Messages end with the record separator
/// 0x1E; type 1 is a call, 3 its completion, 6 a ping, 7 the end. It does not reconnect.
/// </summary>
internal sealed class HubLine : IAsyncDisposable
{
    private const byte Separator = 0x1E;

    /// <summary>The hub sends something at least every 15 s; a line that is silent for so long is dead.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);
    private static readonly byte[] Handshake = [.. "{\"protocol\":\"json\",\"version\":1}"u8, Separator];
    private static readonly byte[] Ping = [.. "{\"type\":6}"u8, Separator];

    private readonly WebSocket _socket;
    private readonly HttpMessageInvoker _invoker;
    private readonly Action<string, JsonElement> _called;
    private readonly ConcurrentDictionary<string, Call> _calls = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _shaken = NewSource();
    private readonly Timer _pinging;
    private Task _reading = Task.CompletedTask;
    private TaskCompletionSource? _pause;
    private int _lastId;
    private long _heardAt = Stopwatch.GetTimestamp();

    private HubLine(WebSocket socket, HttpMessageInvoker invoker, Action<string, JsonElement> called)
    {
        (_socket, _invoker, _called) = (socket, invoker, called);
        _pinging = new Timer(_ => _ = SendPing(), null, PingEvery, PingEvery);
    }

    /// <summary>Ends when the connection does.</summary>
    public Task Closed => _reading;

    /// <param name="called">What the server called: the target and its one argument, which lasts no longer than this call.</param>
    /// <param name="receiveBytes">How much the system takes in before somebody reads it; null leaves that to the system.</param>
    /// <exception cref="WebSocketException">Nobody is there, or lets nobody in.</exception>
    public static async Task<HubLine> ConnectAsync(
        Uri server, string? token, Action<string, JsonElement> called, CancellationToken cancel, int? receiveBytes = null)
    {
        // A redirect or a proxy could lead to a machine that nobody named.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        if (receiveBytes is { } bytes)
            handler.ConnectCallback = (context, cancelled) => ConnectAsync(context, bytes, cancelled);
        var invoker = new HttpMessageInvoker(handler);
        var socket = new ClientWebSocket();
        try
        {
            if (token is not null)
                socket.Options.SetRequestHeader("Authorization", new AuthenticationHeaderValue("Bearer", token).ToString());
            var address = new UriBuilder(new Uri(server, "/hubs/live")) { Scheme = server.Scheme == "https" ? "wss" : "ws" }.Uri;
            await socket.ConnectAsync(address, invoker, cancel);
            var line = new HubLine(socket, invoker, called);
            line._reading = line.ReadAsync();
            await line.SendAsync(Handshake);
            await line._shaken.Task.WaitAsync(AnswerWithin, cancel);
            return line;
        }
        catch
        {
            socket.Dispose();
            invoker.Dispose();
            throw;
        }
    }

    /// <summary>Calls a method of the hub and waits for its answer.</summary>
    /// <param name="answered">Called with the answer before anything that came after it is taken in.</param>
    /// <exception cref="HubRefusedException">The hub refused.</exception>
    /// <exception cref="IOException">The connection ended before the answer came.</exception>
    public async Task CallAsync(string target, Action<JsonElement> answered, params object?[] arguments)
    {
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        var call = _calls[id] = new Call(answered, NewSource());
        if (_reading.IsCompleted)
            throw new IOException("The connection has ended.");
        await SendAsync(HubWire.Call(id, target, arguments));
        await call.Done.Task.WaitAsync(AnswerWithin);
    }

    /// <summary>Takes in nothing more until <see cref="Resume"/>: a screen on a line that is stuck.</summary>
    public void Pause() => Interlocked.CompareExchange(ref _pause, NewSource(), null);

    public void Resume() => Interlocked.Exchange(ref _pause, null)?.TrySetResult();

    /// <summary>The connection breaks.</summary>
    public void Break() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        await _pinging.DisposeAsync();
        await _ending.CancelAsync();
        Resume();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _invoker.Dispose();
        _sending.Dispose();
        _ending.Dispose();
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, int receiveBytes, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = receiveBytes };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task SendAsync(byte[] message)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _ending.Token);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            throw new IOException("The connection has ended.", e);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task SendPing()
    {
        if (_pause is null && Stopwatch.GetElapsedTime(Volatile.Read(ref _heardAt)) > SilenceMax)
            _socket.Abort();
        try
        {
            await SendAsync(Ping);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Whoever reads notices, too.
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[4 * 1024];
        var count = 0;
        try
        {
            while (_socket.State is WebSocketState.Open)
            {
                if (Volatile.Read(ref _pause) is { } pause)
                    await pause.Task;
                if (count == buffer.Length)
                    Array.Resize(ref buffer, 2 * buffer.Length);
                var received = await _socket.ReceiveAsync(buffer.AsMemory(count), _ending.Token);
                Volatile.Write(ref _heardAt, Stopwatch.GetTimestamp());
                if (received.MessageType == WebSocketMessageType.Close)
                    break;
                var seen = count;
                count += received.Count;
                var start = 0;
                for (int at; (at = buffer.AsSpan(seen, count - seen).IndexOf(Separator)) >= 0; start = seen)
                {
                    Take(buffer.AsMemory(start, seen + at - start));
                    seen += at + 1;
                }
                buffer.AsSpan(start, count - start).CopyTo(buffer);
                count -= start;
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or JsonException or IOException)
        {
            _shaken.TrySetException(new WebSocketException(WebSocketError.ConnectionClosedPrematurely, e));
        }
        _shaken.TrySetException(new WebSocketException(WebSocketError.ConnectionClosedPrematurely));
        foreach (var call in _calls.Values)
            call.Done.TrySetException(new IOException("The connection ended."));
    }

    private void Take(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var message = document.RootElement;
        switch (message.TryGetProperty("type"u8, out var type) ? type.GetInt32() : 0)
        {
            case 0:
                _shaken.TrySetResult();
                break;
            case 1:
                _called(message.GetProperty("target"u8).GetString()!, message.GetProperty("arguments"u8)[0]);
                break;
            case 3 when _calls.TryRemove(message.GetProperty("invocationId"u8).GetString()!, out var call):
                if (message.TryGetProperty("error"u8, out var error))
                    call.Done.TrySetException(new HubRefusedException(error.GetString()!));
                else
                {
                    call.Answered(message.TryGetProperty("result"u8, out var result) ? result : default);
                    call.Done.TrySetResult();
                }
                break;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Call(Action<JsonElement> Answered, TaskCompletionSource Done);
}

/// <summary>The hub refused a call; the message begins with a stable code.</summary>
internal sealed class HubRefusedException(string message) : Exception(message);
