using System.Globalization;
using OrleansCommerce.Benchmarks.Measure;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Benchmarks.Journal;

/// <summary>
/// Durable reservations through the grains against one PostgreSQL row per item, on the same server and in the same run. All of one workload
/// take turns, so that what else the machine does falls on each of them, and the median of the rounds counts: of the engine with the number of
/// callers that serves it best, of the alternative with the number of connections.
/// </summary>
internal sealed class JournalBenchmark(Storages storages, RowPerItem alternative, Dictionary<string, Engine> engines)
{
    private const int Rounds = 3;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    // An item takes a limited number of holds, so each part of a round has a hot item of its own.
    private int _round;

    public static async Task Run(CommandLine options)
    {
        var isQuick = options.Has("quick");
        var duration = TimeSpan.FromSeconds(options.Number("seconds", 1));
        var callers = options.Numbers("callers", isQuick ? [64, 1024] : [1, 8, 64, 256, 1024, 2048]);
        var rounds = isQuick ? 1 : Rounds;
        string[] providers = options.Text("provider", "both") switch
        {
            "both" => ["postgres", "sqlite"],
            var one => [one],
        };
        var workloads = Workloads(options.Text("workload", "all"));
        var items = Items(1 + (workloads.Length * providers.Length * ((rounds * callers.Length) + 1)));
        await using var storages = new Storages();
        var database = await storages.Database("alternative");
        await RowPerItem.Create(database, items);
        await using var alternative = await RowPerItem.Open(database, RowPerItem.Connections.Max());
        var engines = new Dictionary<string, Engine>();
        try
        {
            foreach (var provider in providers)
            {
                engines[provider] = await Engine.Start(await storages.Journal(provider, "engine"));
                await engines[provider].Receive(items);
            }
            await new JournalBenchmark(storages, alternative, engines).Report(workloads, callers, rounds, duration);
        }
        finally
        {
            foreach (var engine in engines.Values)
                await engine.DisposeAsync();
        }
    }

    private static Func<int, Workload>[] Workloads(string names)
    {
        Func<int, Workload>[] all = [Workload.Hot, _ => Workload.Spread, _ => Workload.Zipf];
        return names == "all" ? all : [.. all.Where(workload => names.Split(',').Contains(workload(0).Name))];
    }

    private static StockKey[] Items(int hot) =>
        [.. Enumerable.Range(0, Workload.Items).Select(Workload.Item), .. Enumerable.Range(0, hot).Select(Workload.HotItem)];

    private async Task Report(Func<int, Workload>[] workloads, int[] callers, int rounds, TimeSpan duration)
    {
        var ratios = new Dictionary<string, double>();
        foreach (var workload in workloads)
        {
            var (name, best) = (workload(0).Name, await Measure(workload, callers, rounds, duration));
            foreach (var provider in engines.Keys)
                ratios[provider == "postgres" ? name : $"{provider}-{name}"] = best[provider] / best[""];
        }
        Console.WriteLine($"load {Machine.Load()}");
        Console.WriteLine("ratio " + string.Join(' ', ((string[])["hot", "spread", "zipf", "sqlite-hot", "sqlite-spread", "sqlite-zipf"]).Select(name =>
            ratios.TryGetValue(name, out var ratio) ? string.Create(CultureInfo.InvariantCulture, $"{name}={ratio:F1}") : $"{name}=-")));
    }

    /// <returns>Reservations per second of each provider, and of the alternative under no name.</returns>
    private async Task<Dictionary<string, double>> Measure(Func<int, Workload> workload, int[] callers, int rounds, TimeSpan duration)
    {
        var rows = RowPerItem.Connections.ToDictionary(connections => connections, _ => new List<RowRun>());
        var runs = engines.Keys.ToDictionary(provider => provider, _ => callers.ToDictionary(count => count, _ => new List<EngineRun>()));
        foreach (var connections in RowPerItem.Connections)
            await alternative.Measure(workload(0), connections, WarmUp);
        foreach (var engine in engines.Values)
            await EngineRun.Measure(engine, workload(++_round), 64, WarmUp, storages.ServerTime);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var connections in RowPerItem.Connections)
                rows[connections].Add(await RowRun.Measure(alternative, workload(0), connections, duration, storages.ServerTime));
            foreach (var (provider, engine) in engines)
            {
                foreach (var count in callers)
                    runs[provider][count].Add(await EngineRun.Measure(engine, workload(++_round), count, duration, storages.ServerTime));
            }
        }
        Console.WriteLine();
        foreach (var run in rows.Values)
            Console.WriteLine(Median(run, each => each.Run).Line(workload(0).Name));
        foreach (var provider in engines.Keys)
        {
            Console.WriteLine($"\n{provider}, {workload(0).Name}\n{EngineRun.Header}");
            foreach (var run in runs[provider].Values)
                Console.WriteLine(Median(run, each => each.Run).Line());
        }
        var best = runs.ToDictionary(one => one.Key, one => one.Value.Values.Max(run => Median(run, each => each.Run).Run.PerSecond));
        best[""] = rows.Values.Max(run => Median(run, each => each.Run).Run.PerSecond);
        return best;
    }

    private static T Median<T>(List<T> runs, Func<T, Run> run) => runs.OrderBy(each => run(each).PerSecond).ElementAt(runs.Count / 2);
}
