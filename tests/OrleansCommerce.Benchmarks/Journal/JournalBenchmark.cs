using System.Globalization;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Benchmarks.Journal;

/// <summary>
/// Durable reservations through the grains against one PostgreSQL row per item, on the same server and in the same run. Of the engine
/// the number of callers that serves it best counts, of the alternative the number of connections.
/// </summary>
internal static class JournalBenchmark
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static async Task Run(CommandLine options)
    {
        var isQuick = options.Has("quick");
        var duration = TimeSpan.FromSeconds(options.Number("seconds", isQuick ? 1 : 3));
        var callers = options.Numbers("callers", isQuick ? [64, 1024] : [1, 8, 64, 256, 1024, 2048]);
        string[] providers = options.Text("provider", "both") switch
        {
            "both" => ["postgres", "sqlite"],
            var one => [one],
        };
        var workloads = Workloads(options.Text("workload", "all"));
        await using var storages = new Storages();
        var alternative = await Alternative(storages, workloads, duration);
        var best = new Dictionary<(string Provider, string Workload), double>();
        foreach (var provider in providers)
        {
            await using var engine = await Journal.Engine.Start(await storages.Journal(provider, "engine"));
            await engine.Receive(Items(callers.Length + 1));
            foreach (var workload in workloads)
                best[(provider, workload(0).Name)] = await Engine(engine, provider, workload, callers, duration, storages.ServerTime);
        }
        Console.WriteLine($"load {Machine.Load()}");
        Console.WriteLine(
            $"ratio hot={Ratio("postgres", "hot")} spread={Ratio("postgres", "spread")} zipf={Ratio("postgres", "zipf")} "
            + $"sqlite-hot={Ratio("sqlite", "hot")} sqlite-spread={Ratio("sqlite", "spread")}");

        string Ratio(string provider, string workload) => best.TryGetValue((provider, workload), out var perSecond)
            ? string.Create(CultureInfo.InvariantCulture, $"{perSecond / alternative[workload]:F1}")
            : "-";
    }

    private static Func<int, Workload>[] Workloads(string names)
    {
        Func<int, Workload>[] all = [Workload.Hot, _ => Workload.Spread, _ => Workload.Zipf];
        return names == "all" ? all : [.. all.Where(workload => names.Split(',').Contains(workload(0).Name))];
    }

    private static IEnumerable<StockKey> Items(int rounds) =>
        Enumerable.Range(0, Workload.Items).Select(Workload.Item).Concat(Enumerable.Range(0, rounds).Select(Workload.HotItem));

    private static async Task<Dictionary<string, double>> Alternative(
        Storages storages, Func<int, Workload>[] workloads, TimeSpan duration)
    {
        var database = await storages.Database("alternative");
        await RowPerItem.Create(database, Items(1));
        await using var alternative = await RowPerItem.Open(database, RowPerItem.Connections.Max());
        var best = new Dictionary<string, double>();
        foreach (var workload in workloads)
        {
            foreach (var connections in RowPerItem.Connections)
            {
                await alternative.Measure(workload(0), connections, WarmUp);
                var server = storages.ServerTime();
                var run = await alternative.Measure(workload(0), connections, duration);
                var serverTime = storages.ServerTime() - server;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"alternative, {workload(0).Name,-6} {connections,2} connections {run.PerSecond,8:F0}/s, "
                    + $"p50 {run.Latency.PercentileMs(50):F2} ms, p99 {run.Latency.PercentileMs(99):F2} ms, "
                    + $"cpu {run.ProcessorMicrosecondsPerCall:F1} µs, server {serverTime.TotalMicroseconds / run.Calls:F1} µs"));
                best[workload(0).Name] = Math.Max(best.GetValueOrDefault(workload(0).Name), run.PerSecond);
            }
        }
        return best;
    }

    /// <returns>Reservations per second at the best number of callers.</returns>
    private static async Task<double> Engine(
        Engine engine, string provider, Func<int, Workload> workload, int[] callers, TimeSpan duration, Func<TimeSpan> serverTime)
    {
        Console.WriteLine($"\n{provider}, {workload(0).Name}\n{EngineRun.Header}");
        await EngineRun.Measure(engine, workload(0), 64, WarmUp, serverTime);
        var best = 0.0;
        for (var i = 0; i < callers.Length; i++)
        {
            var run = await EngineRun.Measure(engine, workload(i + 1), callers[i], duration, serverTime);
            Console.WriteLine(run.Line());
            best = Math.Max(best, run.Run.PerSecond);
        }
        return best;
    }
}
