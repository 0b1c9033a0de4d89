using System.Globalization;
using OrleansCommerce.Benchmarks.Journal;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Server.Tests.Crash;

namespace OrleansCommerce.Benchmarks.Http;

/// <summary>
/// How many reservations are answered over HTTP, beside one row per item behind the thinnest endpoint, and beside an endpoint that does
/// nothing: all with the same client, the same requests and, where there is one, the same PostgreSQL server. Of each the number of
/// connections that serves it best counts. How late the answers are is measured at half of that rate, with requests that do not wait for
/// each other.
/// </summary>
internal sealed class RateBenchmark(ServerProcess thin, Storages storages, int[] connections, TimeSpan duration, TimeSpan warmUp)
{
    private const int SpreadItems = 10_000;

    // Connections to the alternative's endpoint: the statement's own are what bounds it.
    private const int AlternativeConnections = 64;

    // An item takes a limited number of holds, so each part has a hot item of its own.
    private const int HotItems = 32;

    private static readonly (string Name, int Items)[] Mixes = [("hot", 1), ("spread", SpreadItems)];

    private readonly Dictionary<string, double> _perSecond = new(StringComparer.Ordinal);
    private int _round;

    public static async Task Run(CommandLine options)
    {
        var isQuick = options.Has("quick");
        var duration = TimeSpan.FromSeconds(options.Number("seconds", isQuick ? 1 : 3));
        var connections = options.Numbers("connections", isQuick ? [128] : [64, 256, 512]);
        await using var storages = new Storages();
        var database = await storages.Database("alternative");
        await RowPerItem.Create(database, Items());
        using var thin = await ThinServer.Start(storages.Folder, database);
        var warmUp = TimeSpan.FromSeconds(isQuick ? 1 : 4);
        var benchmark = new RateBenchmark(thin, storages, connections, duration, warmUp);
        await benchmark.Empty();
        foreach (var mix in Mixes)
            await benchmark.Alternative(mix);
        var ratios = new List<string>();
        foreach (var provider in HttpBenchmark.Providers(options))
        {
            using var server = await CommerceServer.Start(storages, provider, "server");
            await server.Receive(Items());
            // Both, before either counts: what runs often is compiled anew for what it was seen to do.
            foreach (var mix in Mixes)
                await benchmark.Measure(server, mix, connections[^1], 2 * warmUp);
            foreach (var mix in Mixes)
                ratios.AddRange(await benchmark.Server(provider, server, mix));
        }
        Console.WriteLine($"load {Machine.Load()}\nratio {string.Join(' ', ratios)}");
    }

    private static IEnumerable<StockKey> Items() =>
        Enumerable.Range(0, SpreadItems).Select(Workload.Item).Concat(Enumerable.Range(0, HotItems).Select(Workload.HotItem));

    private async Task Empty()
    {
        await MeasureThin(ThinServer.EmptyPath, Mixes[0], connections[^1], warmUp);
        foreach (var count in connections)
            Note("empty", $"empty handler,       {count,3} connections", await MeasureThin(ThinServer.EmptyPath, Mixes[0], count, duration));
    }

    private async Task Alternative((string Name, int Items) mix)
    {
        await MeasureThin(ThinServer.RowsPath(RowPerItem.Connections[0]), mix, AlternativeConnections, warmUp);
        foreach (var statements in RowPerItem.Connections)
        {
            await MeasureThin(ThinServer.RowsPath(statements), mix, AlternativeConnections, TimeSpan.FromSeconds(1));
            Note(
                $"alternative {mix.Name}", $"alternative, {mix.Name,-6} {statements,2} to the database",
                await MeasureThin(ThinServer.RowsPath(statements), mix, AlternativeConnections, duration));
        }
    }

    private async Task<string[]> Server(string provider, CommerceServer server, (string Name, int Items) mix)
    {
        var name = $"{provider}, {mix.Name}";
        foreach (var count in connections)
            Note(name, $"{provider + ",",-9} {mix.Name,-6} {count,6} connections", await Measure(server, mix, count, duration));
        var half = _perSecond[name] / 2;
        var open = await Measure(server, mix, connections.Max(), 2 * duration, half);
        Console.WriteLine(open.Line($"{provider + ",",-9} {mix.Name,-6} open loop at {half,5:F0}/s"));
        Console.WriteLine($"    {open.Threads}");
        var prefix = provider == "postgres" ? "" : $"{provider}-";
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{prefix}{mix.Name}={_perSecond[name] / _perSecond[$"alternative {mix.Name}"]:F1}"),
            string.Create(CultureInfo.InvariantCulture, $"{prefix}empty-{mix.Name}={100 * _perSecond[name] / _perSecond["empty"]:F0}%"),
            string.Create(CultureInfo.InvariantCulture, $"{prefix}p99-{mix.Name}={open.Result.Latency.PercentileMs(99):F1}ms"),
        ];
    }

    private void Note(string name, string what, ServerCost cost)
    {
        Console.WriteLine(cost.Line(what));
        _perSecond[name] = Math.Max(_perSecond.GetValueOrDefault(name), cost.Result.PerSecond);
    }

    private Task<ServerCost> MeasureThin(string path, (string Name, int Items) mix, int count, TimeSpan time) =>
        ServerCost.Measure(thin, storages.ServerTime, Load(thin.Address, path, mix, count, time), static () => Task.CompletedTask);

    private Task<ServerCost> Measure(CommerceServer server, (string Name, int Items) mix, int count, TimeSpan time, double perSecond = 0) =>
        server.Measure(Load(server.Address, CommerceServer.Path, mix, count, time) with { PerSecond = perSecond });

    private Load Load(Uri address, string path, (string Name, int Items) mix, int count, TimeSpan time) => new(
        address, path, mix.Items == 1 ? Workload.HotItem(_round++ % HotItems) : Workload.Item(0),
        random => random.Next(mix.Items), count, time);
}
