using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace OrleansCommerce.Benchmarks.Http;

/// <summary>
/// Linux's list of sockets that have something to read. One call tells of all of them, so that a thread with hundreds of connections does
/// little besides sending and receiving; .NET's own asynchronous sockets would cost more than the server that is measured.
/// </summary>
internal sealed class Epoll : IDisposable
{
    private const int EventsMax = 512;
    private const int AddSocket = 1;
    private const int Readable = 1;
    private const int Interrupted = 4;

    // The system's structure of 32 bits of events and 64 bits of ours is packed on x86 alone.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int Stride = DataOffset + sizeof(long);

    private readonly byte[] _events = new byte[EventsMax * Stride];
    private readonly int _handle = epoll_create1(0);

    public Epoll()
    {
        if (_handle < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <param name="number">By which it is told of.</param>
    public void Add(Socket socket, int number)
    {
        var entry = new byte[Stride];
        BinaryPrimitives.WriteInt32LittleEndian(entry, Readable);
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(DataOffset), number);
        if (epoll_ctl(_handle, AddSocket, (int)socket.Handle, entry) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>How many sockets can be read; 0 when none could be for so long.</summary>
    public int Wait(int milliseconds)
    {
        var count = epoll_wait(_handle, _events, EventsMax, milliseconds);
        return count >= 0 ? count
            : Marshal.GetLastPInvokeError() == Interrupted ? 0
            : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>The number of one of those that the last call told of.</summary>
    public int this[int index] => BinaryPrimitives.ReadInt32LittleEndian(_events.AsSpan((index * Stride) + DataOffset));

    public void Dispose() => _ = close(_handle);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_ctl(int epoll, int operation, int socket, byte[] entry);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_wait(int epoll, [Out] byte[] events, int count, int milliseconds);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int handle);
}
