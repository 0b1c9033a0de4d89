using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansCommerce.Benchmarks.Http;

/// <summary>A connection with at most one request under way. Nothing is allocated while it is used.</summary>
internal sealed class WireConnection : IDisposable
{
    private readonly byte[] _received = new byte[8 * 1024];
    private int _count;

    public WireConnection(Uri address, RequestText request)
    {
        Request = request;
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(new IPEndPoint(IPAddress.Loopback, address.Port));
        Socket.Blocking = false;
    }

    public Socket Socket { get; }

    public RequestText Request { get; }

    /// <summary>The moment from which the time of the request that is under way counts.</summary>
    public long DueTicks { get; set; }

    public void Send()
    {
        // There is nothing else in the system's buffer, and a request is smaller than that.
        if (Socket.Send(Request.Bytes, SocketFlags.None) != Request.Bytes.Length)
            throw new InvalidOperationException("The system took half a request.");
    }

    /// <summary>Takes what has come.</summary>
    /// <returns>The status of the answer, once it is here as a whole; 0 before.</returns>
    public int Receive()
    {
        var count = Socket.Receive(_received.AsSpan(_count), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return 0;
        if (error != SocketError.Success || count == 0)
            throw new SocketException((int)(error == SocketError.Success ? SocketError.ConnectionReset : error));
        _count += count;
        if (!ResponseHead.TryRead(_received.AsSpan(0, _count), out var head) || _count < head.Length + head.BodyLength)
            return _count < _received.Length ? 0 : throw new InvalidDataException("An answer is larger than answers to reservations are.");
        _count = 0;
        return head.Status;
    }

    /// <summary>The answer that was received last, to be shown where it was not expected.</summary>
    public string Received => Encoding.UTF8.GetString(_received).TrimEnd('\0');

    public void Dispose() => Socket.Dispose();
}
