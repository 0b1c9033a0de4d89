using System.Diagnostics;
using System.Globalization;
using OrleansCommerce.Benchmarks.Measure;

namespace OrleansCommerce.Benchmarks.Journal;

/// <summary>One workload on the engine with so many callers.</summary>
/// <param name="RecordsPerBatch">Reservations that one commit made durable.</param>
/// <param name="FramesPerBatch">Rows that it wrote.</param>
/// <param name="QueuedAverage">Reservations that waited for the batch before theirs.</param>
/// <param name="ServerTime">What the processor did for the database server meanwhile.</param>
/// <param name="TakenTicks">As <see cref="MeteredJournal.Sums"/>.</param>
/// <param name="DurableTicks">As <see cref="MeteredJournal.Sums"/>.</param>
internal sealed record EngineRun(
    int Callers, Run Run, double RecordsPerBatch, double FramesPerBatch, double QueuedAverage,
    TimeSpan ServerTime, double TakenTicks, double DurableTicks)
{
    public const string Header =
        "  callers    per s   p50 ms   p99 ms  cpu µs  server   bytes   batch    rows  decide   queue storage  answer";

    public static async Task<EngineRun> Measure(Engine engine, Workload workload, int callers, TimeSpan duration, Func<TimeSpan> serverTime)
    {
        var before = engine.Commits;
        var serverBefore = serverTime();
        var start = engine.Journal.Reset();
        using var sampler = new QueueSampler(() => engine.Commits);
        var run = await Run.Closed(callers, duration, (_, random) => engine.Reserve(workload.Next(random), Ids.Next(random)), start);
        var queued = sampler.Average();
        var server = serverTime() - serverBefore;
        var after = engine.Commits;
        var batches = Math.Max(1, after.Batches - before.Batches);
        var (taken, durable) = engine.Journal.Sums;
        // What the view has still to write must not fall on whoever is measured next.
        await engine.FlushView();
        return new EngineRun(
            callers, run, (double)(after.Records - before.Records) / batches, (double)(after.Frames - before.Frames) / batches, queued,
            server, taken, durable);
    }

    /// <summary>Under the header: rates, then what share of an average reservation's time goes where.</summary>
    public string Line()
    {
        var total = (double)(Run.AnsweredTicks - Run.CalledTicks);
        var taken = (TakenTicks - Run.CalledTicks) / total;
        var queue = Math.Min(taken, QueuedAverage * Run.Elapsed.TotalSeconds * Stopwatch.Frequency / total);
        var decide = taken - queue;
        var storage = (DurableTicks - TakenTicks) / total;
        var answer = (Run.AnsweredTicks - DurableTicks) / total;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {Callers,7} {Run.PerSecond,8:F0} {Run.Latency.PercentileMs(50),8:F2} {Run.Latency.PercentileMs(99),8:F2} "
            + $"{Run.ProcessorMicrosecondsPerCall,7:F1} {ServerTime.TotalMicroseconds / Run.Calls,7:F1} {Run.BytesPerCall,7:F0} {RecordsPerBatch,7:F1} {FramesPerBatch,7:F1} "
            + $"{decide,7:P0} {queue,7:P0} {storage,7:P0} {answer,7:P0}");
    }
}
