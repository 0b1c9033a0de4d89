using System.Diagnostics;
using System.Diagnostics.Metrics;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Realtime;

namespace OrleansCommerce.Server.Hosting;

/// <summary>Publishes how the process, its journal and its screens are. Nothing here is measured before somebody looks.</summary>
internal sealed class ServerMeter
{
    public ServerMeter(IMeterFactory factory, GroupCommit commit, ViewProgress view, StreamToHub streams, Readiness readiness)
    {
        Meters = factory;
        var meter = factory.Create("OrleansCommerce");
        meter.CreateObservableGauge("server.ready", () => readiness.IsReady ? 1 : 0, description: "1 once the engine is started and the demo, if any, is loaded.");
        meter.CreateObservableCounter("journal.batches", () => commit.Statistics.Batches, "{batch}", "Batches that the storage has answered.");
        meter.CreateObservableCounter("journal.frames", () => commit.Statistics.Frames, "{frame}", "Durable frames.");
        meter.CreateObservableCounter("journal.records", () => commit.Statistics.Records, "{record}", "Durable records.");
        meter.CreateObservableGauge("journal.queued.records", () => (long)commit.Statistics.Queued, "{record}", "Records that wait to be written.");
        meter.CreateObservableGauge("journal.last_batch.seconds", () => commit.Statistics.LastBatch.TotalSeconds, "s", "How long the last batch took.");
        meter.CreateObservableGauge("journal.failing", () => commit.IsFailing ? 1L : 0, description: "1 while the storage does not take what is written.");
        meter.CreateObservableGauge("journal.view.behind.items", () => (long)view.Backlog, "{item}", "Items with durable changes that the table of the view does not show yet.");
        meter.CreateObservableGauge("live.watched", () => (long)streams.Feeds.Count, "{watch}", "Locations, SKUs and orders that somebody watches.");
        meter.CreateObservableGauge("live.watchers", () => streams.Feeds.Sum(feed => (long)feed.Outboxes.Count), "{watch}", "Watches of all screens.");
        meter.CreateObservableCounter("process.cpu.seconds", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time of the process.");
        meter.CreateObservableGauge("process.resident_memory.bytes", () => Environment.WorkingSet, "By", "Memory of the process.");
        meter.CreateObservableGauge("process.start_time.seconds", Started, "s", "When the process began, in seconds since 1970.");
        meter.CreateObservableGauge("dotnet.heap.bytes", () => GC.GetTotalMemory(forceFullCollection: false), "By", "Memory of live objects, as far as it is known.");
        meter.CreateObservableCounter("dotnet.collections", Collections, "{collection}", "Collections of the heap by generation.");
        meter.CreateObservableGauge("dotnet.pool.queued", () => ThreadPool.PendingWorkItemCount, "{item}", "Work that waits for a thread.");
    }

    /// <summary>All that this server publishes.</summary>
    public IMeterFactory Meters { get; }

    private static double Started()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime.ToUniversalTime(), TimeSpan.Zero).ToUnixTimeMilliseconds() / 1_000.0;
    }

    private static IEnumerable<Measurement<long>> Collections() => Enumerable.Range(0, GC.MaxGeneration + 1)
        .Select(generation => new Measurement<long>(GC.CollectionCount(generation), KeyValuePair.Create("generation", (object?)generation)));
}
