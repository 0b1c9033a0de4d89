using System.Globalization;
using OrleansCommerce.Benchmarks.Journal;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Server.Tests.Crash;

namespace OrleansCommerce.Benchmarks.Http;

/// <summary>
/// How many reservations are answered over HTTP, beside one row per item behind the thinnest endpoint, and beside an endpoint that does
/// nothing: all with the same client, the same requests and, where there is one, the same PostgreSQL server. All take turns, so that what else
/// the machine does falls on each of them, and the median of the rounds counts, with the number of connections that serves each best. How
/// late the answers are is measured at half of that rate, with requests that do not wait for each other.
/// </summary>
internal sealed class RateBenchmark(Storages storages, int[] connections) : IDisposable
{
    private const int SpreadItems = 10_000;
    private const string EmptyName = "empty handler";

    // Connections to the alternative's endpoint: the statement's own are what bounds it.
    private const int AlternativeConnections = 64;

    // An item takes a limited number of holds, so each part of a round has a hot item of its own.
    private const int HotItems = 100;

    private const int Rounds = 3;

    private static readonly Mix[] Mixes = [new("hot", 1), new("spread", SpreadItems)];

    private ServerProcess? _thin;
    private readonly List<Part> _parts = [];
    private readonly Dictionary<string, CommerceServer> _servers = new(StringComparer.Ordinal);
    private int _hotItems;

    public static async Task Run(CommandLine options)
    {
        var isQuick = options.Has("quick");
        var duration = TimeSpan.FromSeconds(options.Number("seconds", 1));
        var connections = options.Numbers("connections", isQuick ? [128] : [64, 256, 512]);
        await using var storages = new Storages();
        using var benchmark = new RateBenchmark(storages, connections);
        var providers = HttpBenchmark.Providers(options);
        await benchmark.AddThin();
        foreach (var provider in providers)
            await benchmark.AddServer(provider);
        // What runs often is compiled anew for what it was seen to do, and only then counts.
        await benchmark.Round((isQuick ? 2 : 3) * duration);
        benchmark._parts.ForEach(part => part.Costs.Clear());
        for (var round = 0; round < (isQuick ? 1 : Rounds); round++)
            await benchmark.Round(duration);
        benchmark._parts.ForEach(part => Console.WriteLine(part.Median.Line(part.Name)));
        var ratios = new List<string>();
        foreach (var provider in providers)
        {
            foreach (var mix in Mixes)
                ratios.AddRange(await benchmark.Ratios(provider, mix, isQuick ? duration : 6 * duration));
        }
        Console.WriteLine($"load {Machine.Load()}\nratio {string.Join(' ', ratios)}");
    }

    public void Dispose()
    {
        _thin?.Dispose();
        foreach (var server in _servers.Values)
            server.Dispose();
    }

    private static IEnumerable<StockKey> Items() =>
        Enumerable.Range(0, SpreadItems).Select(Workload.Item).Concat(Enumerable.Range(0, HotItems).Select(Workload.HotItem));

    private async Task AddThin()
    {
        var database = await storages.Database("alternative");
        await RowPerItem.Create(database, Items());
        var thin = _thin = await ThinServer.Start(storages.Folder, database);
        foreach (var count in connections)
            Add(EmptyName, $"{EmptyName}, {count} connections", time => Measure(ThinServer.EmptyPath, Mixes[0], count, time));
        foreach (var mix in Mixes)
        {
            foreach (var statements in RowPerItem.Connections)
            {
                Add(
                    mix.Alternative, $"{mix.Alternative}, {statements} connections to the database",
                    time => Measure(ThinServer.RowsPath(statements), mix, AlternativeConnections, time));
            }
        }

        Task<ServerCost> Measure(string path, Mix mix, int count, TimeSpan time) =>
            ServerCost.Measure(thin, storages.ServerTime, Load(thin.Address, path, mix, count, time), static () => Task.CompletedTask);
    }

    private async Task AddServer(string provider)
    {
        var server = await CommerceServer.Start(storages, provider, "server");
        _servers.Add(provider, server);
        await server.Receive(Items());
        foreach (var mix in Mixes)
        {
            foreach (var count in connections)
            {
                Add(
                    GroupOf(provider, mix), $"{GroupOf(provider, mix)}, {count} connections",
                    time => server.Measure(Load(server.Address, CommerceServer.Path, mix, count, time)));
            }
        }
    }

    /// <summary>The values of one mix, and how late its answers are.</summary>
    private async Task<string[]> Ratios(string provider, Mix mix, TimeSpan duration)
    {
        var server = _servers[provider];
        var best = Best(GroupOf(provider, mix));
        var open = await server.Measure(Load(server.Address, CommerceServer.Path, mix, connections.Max(), duration) with { PerSecond = best / 2 });
        Console.WriteLine(open.Line($"{provider}, {mix.Name}, open loop at half of the best rate"));
        Console.WriteLine($"    {open.Threads}");
        var prefix = provider == "postgres" ? "" : $"{provider}-";
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{prefix}{mix.Name}={best / Best(mix.Alternative):F1}"),
            string.Create(CultureInfo.InvariantCulture, $"{prefix}empty-{mix.Name}={100 * best / Best(EmptyName):F0}%"),
            string.Create(CultureInfo.InvariantCulture, $"{prefix}p99-{mix.Name}={open.Result.Latency.PercentileMs(99):F1}ms"),
        ];
    }

    private static string GroupOf(string provider, Mix mix) => $"{provider}, {mix.Name}";

    private void Add(string group, string name, Func<TimeSpan, Task<ServerCost>> measure) => _parts.Add(new(group, name, measure));

    private async Task Round(TimeSpan duration)
    {
        foreach (var part in _parts)
            part.Costs.Add(await part.Measure(duration));
    }

    private double Best(string group) => _parts.Where(part => part.Group == group).Max(part => part.Median.Result.PerSecond);

    private Load Load(Uri address, string path, Mix mix, int count, TimeSpan time) => new(
        address, path, mix.Items == 1 ? Workload.HotItem(_hotItems++ % HotItems) : Workload.Item(0), random => random.Next(mix.Items), count, time);

    /// <param name="Items">Among how many each reservation's item is drawn.</param>
    private sealed record Mix(string Name, int Items)
    {
        public string Alternative => $"alternative, {Name}";
    }

    /// <param name="Group">Of those of one group the best counts.</param>
    private sealed record Part(string Group, string Name, Func<TimeSpan, Task<ServerCost>> Measure)
    {
        public List<ServerCost> Costs { get; } = [];

        public ServerCost Median => Costs.OrderBy(cost => cost.Result.PerSecond).ElementAt(Costs.Count / 2);
    }
}
