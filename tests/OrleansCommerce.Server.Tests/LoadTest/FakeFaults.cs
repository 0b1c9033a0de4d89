namespace OrleansCommerce.Server.Tests.LoadTest;

internal enum Fault
{
    None,
    Unavailable,
    TooManyRequests,

    /// <summary>The connection ends before the request is looked at.</summary>
    DroppedBefore,

    /// <summary>The request is carried out, and its answer is lost.</summary>
    DroppedAfter,
    Bug,
}

/// <summary>Which requests to reservations and movements go wrong, by their number.</summary>
internal sealed class FakeFaults(Func<int, Fault> choose)
{
    private int _requests;
    private readonly int[] _injected = new int[Enum.GetValues<Fault>().Length];

    public static FakeFaults None => new(_ => Fault.None);

    /// <summary>About every fifth request goes wrong, in each way that a client has to survive.</summary>
    public static FakeFaults Many => new(n => (n % 20) switch
    {
        3 => Fault.Unavailable,
        7 => Fault.DroppedBefore,
        11 => Fault.DroppedAfter,
        16 => Fault.TooManyRequests,
        _ => Fault.None,
    });

    public static FakeFaults Always(Fault fault) => new(_ => fault);

    public int Requests => Volatile.Read(ref _requests);

    public int Injected(Fault fault) => Volatile.Read(ref _injected[(int)fault]);

    public Fault Next()
    {
        var fault = choose(Interlocked.Increment(ref _requests));
        Interlocked.Increment(ref _injected[(int)fault]);
        return fault;
    }
}
