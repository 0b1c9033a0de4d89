namespace OrleansCommerce.Simulation.Time;

/// <summary>
/// The only source of chance, the same in every process (SplitMix64). Purposes have streams of their own, so that switching one fault
/// off changes as little as possible of the rest.
/// </summary>
public sealed class Chance(ulong seed)
{
    private readonly ulong _seed = seed;
    private ulong _state = seed;

    public ulong Next()
    {
        unchecked
        {
            return Mix(_state += 0x9E3779B97F4A7C15);
        }
    }

    /// <summary>From 0 to <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)(((UInt128)Next() * (ulong)count) >> 64);

    /// <summary>Both ends included.</summary>
    public long Between(long min, long max) => min + (long)(((UInt128)Next() * (ulong)(max - min + 1)) >> 64);

    /// <summary>From 0 to below 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Is(double probability) => probability > 0 && Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    /// <summary>Mostly near <paramref name="mean"/>, now and then many times as long: as networks and disks are.</summary>
    public long Around(long mean) => Is(0.02) ? Between(mean, mean * 12) : Between(mean / 2, mean * 3 / 2);

    public Chance Apart(string purpose)
    {
        unchecked
        {
            var hash = 14695981039346656037UL;
            foreach (var c in purpose)
                hash = (hash ^ c) * 1099511628211UL;
            return new Chance(Mix(_seed ^ hash));
        }
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
