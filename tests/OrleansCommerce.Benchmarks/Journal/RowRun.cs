using System.Globalization;
using OrleansCommerce.Benchmarks.Measure;

namespace OrleansCommerce.Benchmarks.Journal;

/// <summary>One workload on the alternative with so many connections.</summary>
/// <param name="ServerTime">What the processor did for the database server meanwhile.</param>
internal sealed record RowRun(int Connections, Run Run, TimeSpan ServerTime)
{
    public static async Task<RowRun> Measure(RowPerItem alternative, Workload workload, int connections, TimeSpan duration, Func<TimeSpan> serverTime)
    {
        var server = serverTime();
        var run = await alternative.Measure(workload, connections, duration);
        return new RowRun(connections, run, serverTime() - server);
    }

    public string Line(string workload) => string.Create(
        CultureInfo.InvariantCulture,
        $"alternative, {workload,-6} {Connections,2} connections {Run.PerSecond,8:F0}/s, p50 {Run.Latency.PercentileMs(50):F2} ms, "
        + $"p99 {Run.Latency.PercentileMs(99):F2} ms, cpu {Run.ProcessorMicrosecondsPerCall:F1} µs, server {ServerTime.TotalMicroseconds / Run.Calls:F1} µs");
}
