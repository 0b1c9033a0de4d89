using System.Diagnostics;
using System.Globalization;
using OrleansCommerce.Benchmarks.Journal;
using OrleansCommerce.Benchmarks.Measure;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Server.Hosting;

namespace OrleansCommerce.Benchmarks.Items;

/// <summary>
/// Many items: how fast they are received, how fast they come back after a restart and how much memory each takes with one hold, and
/// whether a reservation costs more among many than among few.
/// </summary>
internal static class ItemsBenchmark
{
    private const int Callers = 256;

    private static readonly int[] Among = [1_000, 10_000, 100_000, 1_000_000];

    public static async Task Run(CommandLine options)
    {
        var count = options.Number("count", 100_000);
        var provider = options.Text("provider", "sqlite");
        var duration = TimeSpan.FromSeconds(options.Number("seconds", 10));
        var items = Enumerable.Range(0, count).Select(Workload.Item).ToArray();
        // As in the server.
        using var pages = new HugePages();
        if (!options.Has("small-pages"))
            await pages.StartAsync(CancellationToken.None);
        await using var storages = new Storages(options.Has("folder") ? options.Text("folder", "") : null);
        if (!storages.Has("items"))
            await Fill(storages, provider, items);
        await using (var engine = await Engine.Start(await storages.Journal(provider, "items")))
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await Timed("activated", count, () => engine.Read(items));
            var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes / count} bytes per active item with one hold"));
            var (levels, touch) = (options.Numbers("among", Among), TimeSpan.FromSeconds(options.Number("touch", 60)));
            await Cost(engine, items, new Demand(options.Has("zipf")), levels, touch, duration, storages.ServerTime);
        }
    }

    private static async Task Fill(Storages storages, string provider, StockKey[] items)
    {
        await using var engine = await Engine.Start(await storages.Journal(provider, "items"));
        var warmUp = Enumerable.Range(0, 2_000).Select(Workload.HotItem).ToArray();
        await engine.Receive(warmUp);
        await Timed("received, and shown by the view,", items.Length, async () =>
        {
            await engine.Receive(items);
            await engine.FlushView();
        });
        await Timed("held once each", items.Length, () => HoldOnce(engine, items));
        await engine.FlushView();
    }

    private static async Task Timed(string what, int count, Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        var elapsed = Stopwatch.GetElapsedTime(started);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} items {what} in {elapsed.TotalSeconds:F1} s, {count / elapsed.TotalSeconds:F0}/s (load {Machine.Load()})"));
    }

    private static Task HoldOnce(Engine engine, StockKey[] items)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Callers };
        return Parallel.ForEachAsync(items, options, async (item, _) => await engine.ReservePatiently(item, $"first-{item.Sku}"));
    }

    private static async Task Cost(
        Engine engine, StockKey[] items, Demand demand, int[] levels, TimeSpan touch, TimeSpan duration, Func<TimeSpan> serverTime)
    {
        await Measure.Run.Closed(
            Callers, TimeSpan.FromSeconds(3), (_, random) => engine.Reserve(Workload.HotItem(random.Next(1_000)), Ids.Next(random)), engine.FlushView);
        var level = new LevelCost(engine, items, demand, touch, serverTime);
        levels = [.. levels.Where(among => among <= items.Length).Order()];
        foreach (var among in levels)
            await level.Touch(among);
        // Up and down again: a journal grows, holds pile up, code is compiled anew, and all of that is the same for every level then.
        var costs = new List<(int Among, double Microseconds)>();
        foreach (var among in levels.Concat(levels.Reverse()))
            costs.Add((among, await level.Steady(among, duration)));
        var average = costs.GroupBy(cost => cost.Among, cost => cost.Microseconds, (among, parts) => (Among: among, Microseconds: parts.Average())).ToList();
        Console.WriteLine(string.Join(", ", average.Select(cost => string.Create(
            CultureInfo.InvariantCulture, $"among {cost.Among}: {cost.Microseconds:F1} µs"))));
        Console.WriteLine("ratio " + string.Join(' ', average.Skip(1).Select(cost => string.Create(
            CultureInfo.InvariantCulture, $"among-{cost.Among}={cost.Microseconds / average[0].Microseconds:F2}"))));
    }
}
