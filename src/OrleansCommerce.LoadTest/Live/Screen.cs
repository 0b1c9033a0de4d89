using System.Net.WebSockets;
using System.Text.Json;

namespace OrleansCommerce.LoadTest.Live;

/// <summary>
/// A screen that watches one thing until it is disposed: connects, catches up, listens; whatever breaks, it waits a little and goes on from
/// its watermark. May be asked from any thread.
/// </summary>
internal sealed class Screen : IAsyncDisposable
{
    private static readonly string[] Over = ["collected", "delivered", "rejected", "cancelled", "expired"];

    private readonly Uri _server;
    private readonly string _method;
    private readonly string _id;
    private readonly ScreenOptions _options;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private readonly ShownItems _items = new();
    private readonly ShownItems _fulfilments = new();
    private readonly TaskCompletionSource _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private HubLine? _line;
    private long? _position;
    private string? _epoch;
    private int _askingAgain;

    private Screen(Uri server, string method, string id, ScreenOptions options) =>
        (_server, _method, _id, _options) = (server, method, id, options);

    /// <summary>Ends when the screen has been live for the first time.</summary>
    public Task Live => _live.Task;

    /// <summary>The watermark: everything that changed at or below it has been heard of. Null before the first answer.</summary>
    public long? Position => Read(() => _position);

    /// <summary>How often it came back after a break.</summary>
    public int Reconnects { get; private set; }

    public int Digests { get; private set; }

    /// <summary>Digests that said that something was missing.</summary>
    public int Mismatches { get; private set; }

    /// <summary>Stock items that were sent to it, known ones included.</summary>
    public long Received { get; private set; }

    /// <summary>Versions of the items, by <c>sku@location</c>, or by order.</summary>
    public IReadOnlyDictionary<string, long> Items => Read(() => _items.Versions);

    /// <summary>Versions of the fulfilments under way.</summary>
    public IReadOnlyDictionary<string, long> Fulfilments => Read(() => _fulfilments.Versions);

    public static Screen OfLocation(Uri server, string locationId, ScreenOptions? options = null) => Start(server, "WatchLocation", locationId, options);

    public static Screen OfSku(Uri server, string sku, ScreenOptions? options = null) => Start(server, "WatchSku", sku, options);

    public static Screen OfOrder(Uri server, string orderId, ScreenOptions? options = null) => Start(server, "WatchOrder", orderId, options);

    public long VersionOf(string item) => Read(() => _items.VersionOf(item));

    /// <summary>The line gets stuck: nothing is taken in until <see cref="Resume"/>.</summary>
    public void Stall() => _line?.Pause();

    public void Resume() => _line?.Resume();

    /// <summary>The line breaks; the screen comes back by itself.</summary>
    public void Break() => _line?.Break();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _ending.Dispose();
    }

    private static Screen Start(Uri server, string method, string id, ScreenOptions? options)
    {
        var screen = new Screen(server, method, id, options ?? new ScreenOptions());
        screen._running = Task.Run(screen.RunAsync);
        return screen;
    }

    private async Task RunAsync()
    {
        for (var failures = 0; !_ending.IsCancellationRequested;)
        {
            failures = await ListenAsync() ? 0 : failures + 1;
            var wait = Math.Min(_options.BackoffMax.TotalMilliseconds, _options.BackoffMin.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 16)));
            await Task.Delay(TimeSpan.FromMilliseconds(wait / 2 + wait / 2 * Random.Shared.NextDouble()), _ending.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _live.TrySetCanceled();
    }

    /// <summary>One connection from beginning to end; false when it never came to be live.</summary>
    private async Task<bool> ListenAsync()
    {
        var isLive = false;
        try
        {
            await using var line = await HubLine.ConnectAsync(_server, _options.Token, Take, _ending.Token, _options.ReceiveBytes);
            await AskAsync(line, _options.ResumeAt(this));
            _line = line;
            isLive = true;
            if (!_live.TrySetResult())
                Reconnects++;
            await line.Closed.WaitAsync(_ending.Token);
        }
        catch (HubRefusedException refused) when (!refused.Message.Contains("retry:", StringComparison.Ordinal) && !refused.Message.Contains("busy:", StringComparison.Ordinal))
        {
            _live.TrySetException(refused);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or TimeoutException or HubRefusedException or HttpRequestException)
        {
            // It is tried again; whoever waits for it waits with a limit.
        }
        _line = null;
        return isLive;
    }

    private Task AskAsync(HubLine line, long? position) =>
        line.CallAsync(_method, TakeAnswer, _id, position, position is null ? null : _epoch);

    private void TakeAnswer(JsonElement answer)
    {
        lock (_gate)
        {
            if (answer.TryGetProperty("snapshot"u8, out var snapshot))
            {
                _items.Clear();
                _fulfilments.Clear();
                _position = null;
                Take(snapshot);
            }
            else
                Take(answer.GetProperty("changes"u8));
            if (answer.TryGetProperty("fulfilments"u8, out var fulfilments))
            {
                _fulfilments.Clear();
                TakeFulfilments(fulfilments);
            }
            _epoch = answer.GetProperty("epoch"u8).GetString();
            MoveTo(answer);
        }
    }

    private void Take(string target, JsonElement message)
    {
        lock (_gate)
        {
            switch (target)
            {
                case "stockChanged" or "orderChanged": Take(message.GetProperty("changes"u8)); break;
                case "fulfilmentChanged": TakeFulfilments(message.GetProperty("changes"u8)); break;
                case "watchDigest": Compare(message); break;
            }
            MoveTo(message);
        }
    }

    private void Take(JsonElement items)
    {
        foreach (var item in items.EnumerateArray())
        {
            var version = item.GetProperty("version"u8).GetInt64();
            Received++;
            if (_items.Take(IdOf(item), version, isOver: false))
                _options.Shown?.Invoke(item);
        }
    }

    private void TakeFulfilments(JsonElement fulfilments)
    {
        foreach (var fulfilment in fulfilments.EnumerateArray())
        {
            var isOver = Over.Contains(fulfilment.GetProperty("state"u8).GetString());
            _fulfilments.Take(fulfilment.GetProperty("fulfilmentId"u8).GetString()!, fulfilment.GetProperty("version"u8).GetInt64(), isOver);
        }
    }

    private static string IdOf(JsonElement item) => item.TryGetProperty("sku"u8, out var sku)
        ? $"{sku.GetString()}@{item.GetProperty("locationId"u8).GetString()}"
        : item.GetProperty("orderId"u8).GetString()!;

    private void MoveTo(JsonElement message)
    {
        var position = message.GetProperty("position"u8).GetInt64();
        _position = Math.Max(_position ?? position, position);
    }

    private void Compare(JsonElement digest)
    {
        Digests++;
        var isSame = IsSame(_items, digest.GetProperty("items"u8))
            && (!digest.TryGetProperty("fulfilments"u8, out var fulfilments) || IsSame(_fulfilments, fulfilments));
        if (isSame)
            return;
        Mismatches++;
        if (_options.ComparesDigests && _line is { } line && Interlocked.Exchange(ref _askingAgain, 1) == 0)
            _ = AskAgainAsync(line);
    }

    private static bool IsSame(ShownItems shown, JsonElement digest) =>
        digest.GetProperty("count"u8).GetInt32() == shown.Count && digest.GetProperty("hash"u8).GetUInt32() == shown.Hash;

    private async Task AskAgainAsync(HubLine line)
    {
        try
        {
            await AskAsync(line, null);
        }
        catch (Exception e) when (e is IOException or TimeoutException or OperationCanceledException or HubRefusedException)
        {
            // The next digest says so again, or the next connection begins anew.
        }
        finally
        {
            Interlocked.Exchange(ref _askingAgain, 0);
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }
}
