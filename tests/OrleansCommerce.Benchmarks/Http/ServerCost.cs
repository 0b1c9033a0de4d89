using System.Globalization;
using OrleansCommerce.Benchmarks.Measure;
using OrleansCommerce.Server.Tests.Crash;

namespace OrleansCommerce.Benchmarks.Http;

/// <summary>A load, and what it cost those who answered.</summary>
/// <param name="Database">What the processor did for PostgreSQL.</param>
/// <param name="Threads">Microseconds per answer by the kind of the server's threads.</param>
internal sealed record ServerCost(LoadResult Result, TimeSpan Server, TimeSpan Database, string Threads)
{
    public double ServerMicroseconds => Server.TotalMicroseconds / Result.Answered;

    public double DatabaseMicroseconds => Database.TotalMicroseconds / Result.Answered;

    /// <param name="settle">What the load leaves behind, and belongs to it.</param>
    public static async Task<ServerCost> Measure(ServerProcess process, Func<TimeSpan> databaseTime, Load load, Func<Task> settle)
    {
        var (server, database, threads) = (process.ProcessorTime, databaseTime(), ThreadTimes.Of(process.Id));
        var result = await load.Run();
        await settle();
        return new(
            result, process.ProcessorTime - server, databaseTime() - database, ThreadTimes.Of(process.Id).Since(threads, result.Answered));
    }

    public string Line(string name)
    {
        var postponed = Result.Postponed > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {Result.Postponed} times 503") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {Result.PerSecond,6:F0}/s, p50 {Result.Latency.PercentileMs(50):F1} ms, p99 {Result.Latency.PercentileMs(99):F1} ms; "
            + $"µs each: server {ServerMicroseconds:F1}, PostgreSQL {DatabaseMicroseconds:F1}, client {Result.ClientTime.TotalMicroseconds / Result.Answered:F1}{postponed}");
    }
}
