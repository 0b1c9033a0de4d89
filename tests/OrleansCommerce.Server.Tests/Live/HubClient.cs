using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace OrleansCommerce.Server.Tests.Live;

/// <summary>
/// A screen: the JSON hub protocol over a WebSocket, written from its specification so that the server is tested from outside. Messages
/// end with the record separator 0x1E; type 1 is a call, 3 its completion, 6 a ping.
/// </summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const byte Separator = 0x1E;

    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonNode?>> _calls = new();
    private readonly Channel<(string Target, JsonNode Argument)> _pushed = Channel.CreateUnbounded<(string, JsonNode)>();
    private readonly SemaphoreSlim _sending = new(1);
    private Task _reading = Task.CompletedTask;
    private int _lastId;

    /// <summary>What the server called, in order: the target and its one argument.</summary>
    public ChannelReader<(string Target, JsonNode Argument)> Pushed => _pushed.Reader;

    public static async Task<HubClient> Connect(Uri server)
    {
        var client = new HubClient();
        var address = new UriBuilder(new Uri(server, "/hubs/live")) { Scheme = "ws" }.Uri;
        await client._socket.ConnectAsync(address, CancellationToken.None);
        await client.Send(new JsonObject { ["protocol"] = "json", ["version"] = 1 });
        var shaken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client._reading = client.Read(shaken);
        await shaken.Task.WaitAsync(TimeSpan.FromSeconds(10));
        return client;
    }

    /// <summary>Calls a method of the hub and waits for its answer.</summary>
    /// <exception cref="HubCallException">The hub refused.</exception>
    public async Task<JsonNode?> Call(string target, params JsonNode?[] arguments)
    {
        var id = Interlocked.Increment(ref _lastId).ToString();
        var answer = _calls[id] = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Send(new JsonObject { ["type"] = 1, ["invocationId"] = id, ["target"] = target, ["arguments"] = new JsonArray(arguments) });
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>The next stock change that satisfies a condition; those before it are passed over.</summary>
    public async Task<JsonNode> Change(Func<JsonNode, bool> condition, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        await foreach (var (target, argument) in _pushed.Reader.ReadAllAsync(deadline.Token))
        {
            if (target == "stockChanged" && argument["changes"]!.AsArray().FirstOrDefault(c => condition(c!)) is { } change)
            {
                return change;
            }
        }

        throw new EndOfStreamException("The server closed the connection.");
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task Send(JsonObject message)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(message.ToJsonString()), Separator];
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task Read(TaskCompletionSource shaken)
    {
        var buffer = new byte[64 * 1024];
        var text = new MemoryStream();
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                foreach (var octet in buffer.AsSpan(0, received.Count))
                {
                    if (octet != Separator)
                    {
                        text.WriteByte(octet);
                        continue;
                    }

                    Take(JsonNode.Parse(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length))!, shaken);
                    text.SetLength(0);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or JsonException)
        {
            shaken.TrySetException(e);
        }

        _pushed.Writer.TryComplete();
        foreach (var call in _calls.Values)
        {
            call.TrySetException(new EndOfStreamException("The connection ended."));
        }
    }

    private void Take(JsonNode message, TaskCompletionSource shaken)
    {
        switch ((int?)message["type"])
        {
            case null:
                shaken.TrySetResult();
                break;
            case 1:
                _pushed.Writer.TryWrite(((string)message["target"]!, message["arguments"]![0]!));
                break;
            case 3 when _calls.TryRemove((string)message["invocationId"]!, out var call):
                if (message["error"] is { } error)
                {
                    call.TrySetException(new HubCallException((string)error!));
                }
                else
                {
                    call.TrySetResult(message["result"]);
                }

                break;
        }
    }
}

internal sealed class HubCallException(string message) : Exception(message);
