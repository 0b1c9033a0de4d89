using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OrleansCommerce.Benchmarks.Http;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>
/// One connection that speaks as much HTTP as the server's answers need: on a machine that client and server share, it leaves the time to
/// the server. Used by one caller at a time.
/// </summary>
internal sealed class WireClient(Uri address) : IDisposable
{
    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);

    private readonly byte[] _received = new byte[64 * 1024];
    private readonly byte[] _sent = new byte[4 * 1024];
    private Socket? _socket;
    private long _since;

    /// <summary>How long the request that is under way has waited for its answer; zero while there is none.</summary>
    public TimeSpan Waiting => Volatile.Read(ref _since) is > 0 and var since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Called when a request is on its way and its answer is not.</summary>
    public Action? Sent { get; set; }

    /// <exception cref="NobodyThereException">There was nobody to send it to; nothing was sent.</exception>
    /// <exception cref="SocketException">The connection broke; nobody knows what became of the request.</exception>
    public async Task<WireAnswer> Post(string path, string? body)
    {
        var socket = _socket ??= await Connect();
        try
        {
            await socket.SendAsync(_sent.AsMemory(0, Write(path, body)));
            Volatile.Write(ref _since, Stopwatch.GetTimestamp());
            Sent?.Invoke();
            return await Receive(socket);
        }
        catch (SocketException)
        {
            Dispose();
            throw;
        }
        finally
        {
            Volatile.Write(ref _since, 0);
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private async Task<Socket> Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(Loopback.Address, address.Port));
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new NobodyThereException(e);
        }
    }

    private int Write(string path, string? body)
    {
        var length = Encoding.UTF8.GetByteCount(body ?? "");
        var written = Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"),
            _sent);
        return written;
    }

    private async Task<WireAnswer> Receive(Socket socket)
    {
        var (count, head) = (0, default(ResponseHead));
        while (head.Length == 0 || count < head.Length + head.BodyLength)
        {
            var more = await socket.ReceiveAsync(_received.AsMemory(count));
            if (more == 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            count += more;
            if (head.Length == 0)
            {
                ResponseHead.TryRead(_received.AsSpan(0, count), out head);
            }
        }

        var status = (HttpStatusCode)head.Status;
        return status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Conflict
            ? new WireAnswer(status, null, "")
            : new WireAnswer(
                status, ResponseHead.Number(_received.AsSpan(0, head.Length), "\r\nRetry-After: "u8),
                Encoding.UTF8.GetString(_received, head.Length, head.BodyLength));
    }
}

/// <param name="RetryAfterSeconds">Null where the answer does not say.</param>
/// <param name="Text">The body of an answer that is neither a success nor a refusal by the state of things.</param>
internal readonly record struct WireAnswer(HttpStatusCode Status, int? RetryAfterSeconds, string Text);

/// <summary>Nobody listened, so nothing was sent.</summary>
internal sealed class NobodyThereException(Exception inner) : Exception("Nobody listened.", inner);
