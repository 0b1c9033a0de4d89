using System.Diagnostics;
using System.Globalization;
using OrleansCommerce.Benchmarks.Journal;
using OrleansCommerce.Benchmarks.Measure;

namespace OrleansCommerce.Benchmarks.Http;

/// <summary>
/// What a reservation over HTTP costs the processor, server and database together, among so many items drawn at random. A journal grows,
/// holds pile up and the machine is not alone, so each level is measured twice: once on the way up and once on the way down. Before that each
/// item was loaded and reserved once. What the view has still to write at the end of a part belongs to it.
/// </summary>
internal static class CostBenchmark
{
    private const int Connections = 256;
    private const int TouchSecondsMax = 3_600;
    private const string Name = "items";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WarmUpQuick = TimeSpan.FromSeconds(4);

    public static async Task Run(CommandLine options)
    {
        var levels = options.Numbers("among", []);
        var count = options.Number("count", levels.Max());
        var duration = TimeSpan.FromSeconds(options.Number("seconds", options.Has("quick") ? 2 : 6));
        levels = [.. levels.Where(level => level <= count).Order()];
        foreach (var provider in HttpBenchmark.Providers(options))
        {
            await using var storages = new Storages(options.Has("folder") ? options.Text("folder", "") : null);
            if (provider == "postgres" || !storages.Has(Name))
                await Fill(storages, provider, count);
            using var server = await CommerceServer.Start(storages, provider, Name);
            await Touch(server, count, TimeSpan.FromSeconds(options.Number("touch", TouchSecondsMax)));
            // What runs often is compiled anew behind it, which is nobody's cost but the first seconds'.
            await server.Measure(Load(server, options.Has("quick") ? WarmUpQuick : WarmUp, random => random.Next(count)));
            await Report(provider, server, levels, duration, new Demand(options.Has("zipf")));
        }
    }

    private static async Task Fill(Storages storages, string provider, int count)
    {
        using var server = await CommerceServer.Start(storages, provider, Name);
        var began = Stopwatch.GetTimestamp();
        await server.Receive(Enumerable.Range(0, count).Select(Workload.Item));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{provider}: {count} items imported, and shown by the view, in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s (load {Machine.Load()})"));
    }

    private static async Task Touch(CommerceServer server, int count, TimeSpan most)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(count).Shuffle(order);
        var next = -1;
        var touch = await server.Measure(Load(server, most, _ =>
        {
            var number = Interlocked.Increment(ref next);
            return number < order.Length ? order[number] : -1;
        }));
        Console.WriteLine(touch.Line($"{touch.Result.Answered} items loaded and reserved once"));
    }

    private static async Task Report(string provider, CommerceServer server, int[] levels, TimeSpan duration, Demand demand)
    {
        var parts = new List<(int Among, ServerCost Cost)>();
        foreach (var among in levels.Concat(levels.Reverse()))
        {
            var cost = await server.Measure(Load(server, duration, demand.Among(among)));
            Console.WriteLine(cost.Line($"among {among,7} items"));
            Console.WriteLine($"    {cost.Threads}");
            parts.Add((among, cost));
        }
        var micros = levels.ToDictionary(level => level, level => Level(level, [.. parts.Where(part => part.Among == level).Select(part => part.Cost)]));
        Console.WriteLine($"{provider}, load {Machine.Load()}");
        Console.WriteLine("ratio " + string.Join(' ', levels.Skip(1).Select(level => string.Create(
            CultureInfo.InvariantCulture, $"among-{level}={micros[level] / micros[levels[0]]:F2}"))));
    }

    /// <summary>Microseconds of processor for each answer, both parts together.</summary>
    private static double Level(int among, ServerCost[] parts)
    {
        var answered = parts.Sum(part => part.Result.Answered);
        var (server, database) = (parts.Sum(part => part.Server.TotalMicroseconds) / answered, parts.Sum(part => part.Database.TotalMicroseconds) / answered);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"among {among,7} items, up and down: {parts.Average(part => part.Result.PerSecond):F0}/s, {server + database:F1} µs each: server {server:F1}, PostgreSQL {database:F1}"));
        return server + database;
    }

    private static Load Load(CommerceServer server, TimeSpan duration, Func<Random, int> draw) =>
        new(server.Address, CommerceServer.Path, Workload.Item(0), draw, Connections, duration);
}
