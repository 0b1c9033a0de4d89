using System.Runtime.InteropServices;

namespace OrleansCommerce.Server.Hosting;

/// <summary>
/// Has Linux keep the collector's heap in pages of 2 MB. Among a million items nearly each one that is touched lies in a page whose place
/// the processor does not remember, and in a virtual machine it has to look in two tables for it; of large pages there are few enough.
/// Linux gives them to whoever asks (<c>/sys/kernel/mm/transparent_hugepage/enabled</c> says <c>madvise</c>, as most distributions have
/// it), and the collector does not ask. A page is large only if the whole of it may be used when it is touched first, and the collector
/// makes its memory usable in small steps; so what it has reserved is made usable at once, as far as there is memory. That takes none:
/// memory is taken by touching it, and what the collector gives back goes back as before. Wherever any of this is not understood, nothing
/// changes.
/// </summary>
public sealed class HugePages : IHostedService, IDisposable
{
    private const string Maps = "/proc/self/maps";
    private const string Overcommit = "/proc/sys/vm/overcommit_memory";

    // Linux then counts what is usable, touched or not, and would have nothing left for others.
    private const string CountsUsable = "2";
    private const int ReadAndWrite = 1 | 2;
    private const int AdviseHugePages = 14;
    private const int AdviseDump = 17;

    // What the collector has given back and takes again is as it was without this.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    // Once asked for, it can't be told from what is in use any more.
    private static readonly Lazy<MemoryMapping> Found = new(Find);

    private Timer? _timer;

    /// <summary>Asks at once, so that what is loaded next has large pages, and again as long as this lives.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Reserved() is { Length: > 0 } heap && Ask(heap))
            _timer = new Timer(_ => Ask(heap), null, Period, Period);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>
    /// What the collector had reserved and did not use yet when this process first asked, no more of it than there is memory; empty where that
    /// is not known.
    /// </summary>
    public static MemoryMapping Reserved() => Found.Value;

    /// <summary>Asks once.</summary>
    /// <param name="heap">What <see cref="Reserved"/> said; the collector never lets go of it, so it may be asked for again.</param>
    /// <returns>Whether it was understood.</returns>
    public static bool Ask(MemoryMapping heap)
    {
        try
        {
            // Neighbours become one piece, and their pages large ones, only where they are alike in everything.
            var (from, length) = ((nint)heap.From, (nuint)heap.Length);
            return Advise(from, length, AdviseHugePages) == 0 && Advise(from, length, AdviseDump) == 0 && Protect(from, length, ReadAndWrite) == 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    private static MemoryMapping Find()
    {
        if (!OperatingSystem.IsLinux())
            return default;
        try
        {
            if (File.ReadAllText(Overcommit).Trim() == CountsUsable)
                return default;
            var rest = MemoryMapping.ReservedBehind(SomeAddress(), File.ReadLines(Maps).Select(MemoryMapping.Parse).OfType<MemoryMapping>());
            var length = Math.Min(rest.Length, (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
            return rest with { To = rest.From + length };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private static ulong SomeAddress()
    {
        var handle = GCHandle.Alloc(new byte[1], GCHandleType.Pinned);
        var address = (ulong)handle.AddrOfPinnedObject();
        handle.Free();
        return address;
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int Advise(nint address, nuint length, int advice);

    [DllImport("libc", EntryPoint = "mprotect")]
    private static extern int Protect(nint address, nuint length, int protection);
}
