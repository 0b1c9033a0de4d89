using System.Diagnostics;
using OrleansCommerce.LoadTest.Measure;

namespace OrleansCommerce.Benchmarks.Measure;

/// <summary>What so many callers, each with one request at a time, got done.</summary>
/// <param name="Calls">Requests that were answered.</param>
/// <param name="CalledTicks">The sum of the moments at which they were made, in ticks since the start of the run.</param>
/// <param name="AnsweredTicks">The sum of the moments at which they were answered.</param>
/// <param name="AllocatedBytes">By the whole process.</param>
/// <param name="ProcessorTime">Of the whole process.</param>
internal sealed record Run(
    long Calls, TimeSpan Elapsed, LatencyHistogram Latency, long CalledTicks, long AnsweredTicks, long AllocatedBytes,
    TimeSpan ProcessorTime)
{
    public double PerSecond => Calls / Elapsed.TotalSeconds;

    public double BytesPerCall => (double)AllocatedBytes / Calls;

    public double ProcessorMicrosecondsPerCall => ProcessorTime.TotalMicroseconds / Calls;

    /// <summary>Closed loop: each caller sends its next request when the last one is answered. Returns when all are.</summary>
    /// <param name="call">The caller's number, and a number drawn from its own sequence.</param>
    public static Task<Run> Closed(int callers, TimeSpan duration, Func<int, Random, Task> call, long startTicks = 0) =>
        Closed(callers, duration, call, static () => Task.CompletedTask, startTicks);

    /// <inheritdoc cref="Closed(int, TimeSpan, Func{int, Random, Task}, long)"/>
    /// <param name="call">As above; null instead of a task when there is nothing more to do.</param>
    /// <param name="settle">What is left behind the calls and costs the processor something on their behalf.</param>
    public static async Task<Run> Closed(int callers, TimeSpan duration, Func<int, Random, Task?> call, Func<Task> settle, long startTicks = 0)
    {
        var start = startTicks == 0 ? Stopwatch.GetTimestamp() : startTicks;
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var latency = new LatencyHistogram();
        var (bytes, processor) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime);
        var began = Stopwatch.GetTimestamp();
        var sums = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            // Without a seed: a journal may be kept from one process to the next, and no two draw the same ids.
            var random = new Random();
            var (calls, called, answered) = (0L, 0L, 0L);
            while (true)
            {
                var before = Stopwatch.GetTimestamp();
                if (before >= end)
                    return (calls, called, answered);
                if (call(caller, random) is not { } answer)
                    return (calls, called, answered);
                await answer;
                var after = Stopwatch.GetTimestamp();
                latency.Record(Stopwatch.GetElapsedTime(before, after));
                calls++;
                called += before - start;
                answered += after - start;
            }
        })));
        var elapsed = Stopwatch.GetElapsedTime(began);
        await settle();
        return new Run(
            sums.Sum(sum => sum.calls), elapsed, latency,
            sums.Sum(sum => sum.called), sums.Sum(sum => sum.answered),
            GC.GetTotalAllocatedBytes(precise: true) - bytes, Environment.CpuUsage.TotalTime - processor);
    }
}
