using System.Numerics;

namespace OrleansCommerce.LoadTest.Measure;

/// <summary>
/// Counts durations in buckets whose width grows with the duration, so that a percentile is wrong by at most 1.6 % at any scale and
/// recording is one atomic increment. Resolution is 1 µs, the longest duration told apart is about 71 minutes.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int HalfBits = 6;
    private const int Half = 1 << HalfBits;
    private const int LongestBits = 32;

    private readonly long[] _counts = new long[IndexOf((1L << LongestBits) - 1) + 1];
    private long _count;
    private long _maxUs;

    public long Count => Volatile.Read(ref _count);

    public double MaxMs => Volatile.Read(ref _maxUs) / 1000.0;

    public void Record(TimeSpan duration)
    {
        var us = Math.Clamp((long)duration.TotalMicroseconds, 0, (1L << LongestBits) - 1);
        Interlocked.Increment(ref _counts[IndexOf(us)]);
        Interlocked.Increment(ref _count);
        for (var seen = Volatile.Read(ref _maxUs); us > seen;)
        {
            var before = Interlocked.CompareExchange(ref _maxUs, us, seen);
            if (before == seen)
                break;
            seen = before;
        }
    }

    /// <summary>The duration that this share of all durations did not exceed; 0 when there is none.</summary>
    public double PercentileMs(double percent)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(Count * percent / 100));
        long seen = 0;
        for (var index = 0; index < _counts.Length; index++)
        {
            seen += Volatile.Read(ref _counts[index]);
            if (seen >= rank)
                return Math.Min(HighestIn(index) / 1000.0, MaxMs);
        }
        return MaxMs;
    }

    // Up to 127 µs each microsecond has a bucket. From there on each doubling has 64 buckets.
    private static int IndexOf(long us)
    {
        if (us < 2 * Half)
            return (int)us;
        var shift = BitOperations.Log2((ulong)us) - HalfBits;
        return (shift << HalfBits) + (int)(us >> shift);
    }

    private static long HighestIn(int index)
    {
        if (index < 2 * Half)
            return index;
        var shift = (index >> HalfBits) - 1;
        return ((long)(index - (shift << HalfBits) + 1) << shift) - 1;
    }
}
