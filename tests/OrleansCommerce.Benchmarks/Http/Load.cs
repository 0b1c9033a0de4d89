using System.Diagnostics;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.LoadTest.Measure;

namespace OrleansCommerce.Benchmarks.Http;

/// <summary>Reservations over HTTP.</summary>
/// <param name="Item">As <see cref="RequestText"/> has it.</param>
/// <param name="Draw">The number of an item; negative when there are no more.</param>
/// <param name="PerSecond">As <see cref="Arrivals"/> has it; 0 for a closed loop.</param>
internal sealed record Load(Uri Address, string Path, StockKey Item, Func<Random, int> Draw, int Connections, TimeSpan Duration, double PerSecond = 0)
{
    // The server is what is measured, and shares the processors with them.
    private static readonly int ThreadsMax = Math.Clamp(Environment.ProcessorCount / 2, 1, 4);

    /// <summary>Sends until the time is over or there are no more items, and ends when all is answered.</summary>
    public async Task<LoadResult> Run()
    {
        var count = Math.Min(ThreadsMax, Connections);
        var latency = new LatencyHistogram();
        var threads = Enumerable.Range(0, count).Select(i => new LoadThread(this, (Connections + i) / count, latency)).ToArray();
        var processor = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        var end = began + (long)(Duration.TotalSeconds * Stopwatch.Frequency);
        try
        {
            await Task.WhenAll(threads.Select(thread => Task.Factory.StartNew(
                () => thread.Run(new Arrivals(end, PerSecond / count, Draw)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            return new(
                threads.Sum(thread => thread.Answered), threads.Sum(thread => thread.Postponed), Stopwatch.GetElapsedTime(began), latency,
                Environment.CpuUsage.TotalTime - processor);
        }
        finally
        {
            foreach (var thread in threads)
                thread.Dispose();
        }
    }
}

/// <param name="Postponed">Answers that asked to come again, which was done.</param>
/// <param name="ClientTime">What the processor did for those who asked.</param>
internal sealed record LoadResult(long Answered, long Postponed, TimeSpan Elapsed, LatencyHistogram Latency, TimeSpan ClientTime)
{
    public double PerSecond => Answered / Elapsed.TotalSeconds;
}
