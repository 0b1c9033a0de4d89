using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;

namespace OrleansCommerce.Server.Tests.LoadTest;

public sealed class MeasureTests
{
    [Fact]
    public void Percentile_OfAnyScale_IsWithin1Point6PercentOfTheExactOne()
    {
        var random = new Random(11);
        var histogram = new LatencyHistogram();
        var exactUs = new List<long>();
        for (var i = 0; i < 20_000; i++)
        {
            var us = (long)Math.Pow(10, random.NextDouble() * 8);
            exactUs.Add(us);
            histogram.Record(TimeSpan.FromMicroseconds(us));
        }
        exactUs.Sort();
        foreach (var percent in new[] { 0.1, 1, 25, 50, 90, 99, 99.9, 100 })
        {
            var exactMs = exactUs[Math.Max(1, (int)Math.Ceiling(exactUs.Count * percent / 100)) - 1] / 1000.0;
            Assert.InRange(histogram.PercentileMs(percent), exactMs, exactMs * 1.016);
        }
        Assert.Equal(exactUs[^1] / 1000.0, histogram.MaxMs);
        Assert.Equal(20_000, histogram.Count);
    }

    [Fact]
    public void Percentile_OfNothing_IsZero() => Assert.Equal(0, new LatencyHistogram().PercentileMs(99));

    [Fact]
    public void Histogram_ManyThreads_LosesNothing()
    {
        var histogram = new LatencyHistogram();
        Parallel.For(0, 50_000, i => histogram.Record(TimeSpan.FromMicroseconds(i)));
        Assert.Equal(50_000, histogram.Count);
        Assert.Equal(49.999, histogram.MaxMs);
    }

    [Fact]
    public void Histogram_BeyondItsRange_CountsTheLongest()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromDays(1));
        Assert.Equal(1, histogram.Count);
        Assert.InRange(histogram.PercentileMs(50), 4_000_000, 4_400_000);
    }

    [Fact]
    public void Backoff_Attempts_GrowToABoundAndHonourRetryAfter()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.InRange(Backoff.After(1, null).TotalMilliseconds, 12.5, 25);
            Assert.InRange(Backoff.After(100, null).TotalMilliseconds, 1_000, 2_000);
            Assert.Equal(TimeSpan.FromSeconds(7), Backoff.After(1, TimeSpan.FromSeconds(7)));
            Assert.InRange(Backoff.After(100, TimeSpan.Zero).TotalMilliseconds, 1_000, 2_000);
        }
    }
}
