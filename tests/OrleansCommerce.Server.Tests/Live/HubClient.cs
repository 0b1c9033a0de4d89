using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using OrleansCommerce.LoadTest.Live;

namespace OrleansCommerce.Server.Tests.Live;

/// <summary>One connection of a screen, seen message by message.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private readonly Channel<(string Target, JsonNode Argument)> _pushed = Channel.CreateUnbounded<(string, JsonNode)>();
    private HubLine _line = null!;

    /// <summary>What the server called, in order: the target and its one argument.</summary>
    public ChannelReader<(string Target, JsonNode Argument)> Pushed => _pushed.Reader;

    /// <summary>Ends when the connection does.</summary>
    public Task Closed => _line.Closed;

    public static async Task<HubClient> Connect(Uri server, string? token = null)
    {
        var client = new HubClient();
        client._line = await HubLine.ConnectAsync(
            server, token, (target, argument) => client._pushed.Writer.TryWrite((target, NodeOf(argument)!)), CancellationToken.None);
        return client;
    }

    /// <summary>Calls a method of the hub and waits for its answer.</summary>
    /// <exception cref="HubRefusedException">The hub refused.</exception>
    public async Task<JsonNode?> Call(string target, params object?[] arguments)
    {
        JsonNode? answer = null;
        await _line.CallAsync(target, result => answer = NodeOf(result), arguments);
        return answer;
    }

    /// <summary>The next stock change that satisfies a condition; those before it are passed over.</summary>
    public Task<JsonNode> Change(Func<JsonNode, bool> condition, TimeSpan limit) => Change("stockChanged", condition, limit);

    /// <inheritdoc cref="Change(Func{JsonNode, bool}, TimeSpan)"/>
    public async Task<JsonNode> Change(string target, Func<JsonNode, bool> condition, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        await foreach (var (called, argument) in _pushed.Reader.ReadAllAsync(deadline.Token))
        {
            if (called == target && argument["changes"]!.AsArray().FirstOrDefault(c => condition(c!)) is { } change)
            {
                return change;
            }
        }

        throw new EndOfStreamException("The server closed the connection.");
    }

    public ValueTask DisposeAsync() => _line.DisposeAsync();

    private static JsonNode? NodeOf(JsonElement element) =>
        element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : JsonNode.Parse(element.GetRawText());
}
