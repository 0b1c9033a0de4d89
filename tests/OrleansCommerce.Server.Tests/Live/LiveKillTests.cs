using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using OrleansCommerce.JournalTests;
using OrleansCommerce.LoadTest.Live;
using OrleansCommerce.Server.Tests.Crash;

namespace OrleansCommerce.Server.Tests.Live;

/// <summary>
/// The server is killed while screens watch and changes go on. Each kill has items of its own that are not changed after it, so that what a
/// screen has missed of them it misses for ever; others are changed all the time.
/// </summary>
public sealed class LiveKillTests : IDisposable
{
    private const int Locations = 20;
    private const int ItemsPerSet = 25;
    private const int Kills = 2;

    private const int Screens = 200;
    private const int Writers = 3;

    private static readonly TimeSpan ConvergeWithin = TimeSpan.FromSeconds(10);

    private readonly TestFolder _folder = new();
    private int _set;
    private int _batches;

    [Fact]
    public async Task Kill_WhileScreensWatch_EveryOneShowsTheTruthWithinTenSeconds()
    {
        using var server = await Started();
        var options = new ScreenOptions { ComparesDigests = false };
        await using var screens = new Crew(server.Address, Screens, _ => options);
        await screens.Live();
        for (var kill = 0; kill < Kills; kill++)
        {
            var truth = await KillAndRead(server, ConvergeWithin, screens);
            Assert.Equal(0, screens.Differing(truth, kill));
            Assert.Equal(0, await WhileChanging(server, () => screens.Lacking(server.Address)));
        }

        Assert.True(screens.All.All(screen => screen.Reconnects == Kills));
    }

    [Fact]
    public async Task Kill_WhileScreensDoNotResume_IsCaughtByTheSameComparison()
    {
        using var server = await Started();
        var head = new long?[] { null };
        // They come back once it is known where the journal ends by then, and go on from there.
        var options = new ScreenOptions
        {
            ComparesDigests = false,
            ResumeAt = screen => screen.Position is null ? null : head[0] ?? throw new IOException("Not yet."),
        };
        await using var screens = new Crew(server.Address, Locations, _ => options);
        await screens.Live();
        var truth = await KillAndRead(server, null, screens, head);
        await Waits.Until(() => screens.All.All(screen => screen.Reconnects == 1));
        // Whatever still comes has come once a later change of everything has.
        await Change(server, isWhole: true);
        var later = await Truth(server);
        await Waits.Until(() => screens.Differing(later, _set) == 0);
        Assert.NotEqual(0, screens.Differing(truth, 0));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<ServerProcess> Started()
    {
        var server = new ServerProcess(_folder.Path, [.. Soak.Arguments("sqlite", _folder.File("commerce.db")), "--Live:DigestSeconds=3600"]);
        await server.Start();
        for (_set = 0; _set <= Kills; _set++)
        {
            await Change(server, isWhole: true);
        }

        _set = 0;
        return server;
    }

    /// <summary>Changes go on until after the comparison; those to the set of this kill end with what the kill cut short.</summary>
    private async Task<Dictionary<string, long>> KillAndRead(ServerProcess server, TimeSpan? limit, Crew screens, long?[]? head = null)
    {
        using var done = new CancellationTokenSource();
        var kill = _set;
        var changing = Changing(server, done.Token);
        var begun = Volatile.Read(ref _batches);
        await Waits.Until(() => Volatile.Read(ref _batches) > begun + 20 || changing.IsFaulted);
        server.Kill();
        Volatile.Write(ref _set, kill + 1);
        var changed = Volatile.Read(ref _batches);
        await server.Start();
        // Every writer has ended what it had begun, under the same ids, and is with the next set.
        await Waits.Until(() => Volatile.Read(ref _batches) > changed + 8 || changing.IsFaulted);
        var truth = await Truth(server);
        if (head is not null)
        {
            await using var probe = await HubClient.Connect(server.Address);
            head[0] = (long)(await probe.Call("WatchLocation", "l0"))!["position"]!;
        }

        if (limit is { } within)
        {
            var watch = Stopwatch.StartNew();
            await Waits.Until(() => watch.Elapsed > within || changing.IsFaulted || screens.Differing(truth, kill) == 0);
            Soak.Report($"kill {kill}: every screen equal {watch.Elapsed.TotalSeconds:F2} s after the restart, {Volatile.Read(ref _batches) - begun} batches of {Locations * ItemsPerSet / 5} changes");
        }

        await done.CancelAsync();
        await changing;
        return truth;
    }

    private async Task<T> WhileChanging<T>(ServerProcess server, Func<Task<T>> look)
    {
        using var done = new CancellationTokenSource();
        var changing = Changing(server, done.Token);
        var result = await look();
        await done.CancelAsync();
        await changing;
        return result;
    }

    private Task Changing(ServerProcess server, CancellationToken done) => Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
    {
        while (!done.IsCancellationRequested)
        {
            await Change(server);
        }
    })));

    /// <summary>One import; sent until it is answered, with the same ids.</summary>
    /// <param name="isWhole">Of every item of the set, or of each fifth.</param>
    private async Task Change(ServerProcess server, bool isWhole = false)
    {
        var (set, batch) = (Volatile.Read(ref _set), Interlocked.Increment(ref _batches));
        var lines = Enumerable.Range(0, Locations * ItemsPerSet).Where(item => isWhole || item / Locations % 5 == batch % 5).Select(item =>
            $$"""{"movementId":"b{{batch}}-{{item}}","sku":"s{{set}}-{{item / Locations}}","locationId":"l{{item % Locations}}","kind":"receipt","quantity":1}""");
        var body = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        while (true)
        {
            try
            {
                await server.Up;
                using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/x-ndjson") } };
                using var answer = await server.Http.PostAsync("/v1/stock/import", content);
                if (answer.IsSuccessStatusCode && (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["rejected"]! == 0)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Nobody was there, or is any more: the same again says what became of it.
            }
        }
    }

    private static async Task<Dictionary<string, long>> Truth(ServerProcess server)
    {
        var truth = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var location = 0; location < Locations; location++)
        {
            var page = JsonNode.Parse(await server.Http.GetStringAsync($"/v1/locations/l{location}/stock?limit=1000"))!;
            foreach (var item in page["items"]!.AsArray())
            {
                truth.Add($"{item!["sku"]}@l{location}", (long)item["version"]!);
            }
        }

        return truth;
    }

    /// <summary>Screens, as many at each location.</summary>
    private sealed class Crew(Uri server, int count, Func<int, ScreenOptions> options) : IAsyncDisposable
    {
        public List<Screen> All { get; } = [.. Enumerable.Range(0, count).Select(number => Screen.OfLocation(server, $"l{number % Locations}", options(number)))];

        public Task Live() => Task.WhenAll(All.Select(screen => screen.Live)).WaitAsync(TimeSpan.FromSeconds(60));

        /// <summary>Screens that show another version of an item of a set.</summary>
        public int Differing(Dictionary<string, long> truth, int set) => All.Where((screen, number) =>
        {
            var shown = screen.Items;
            return truth.Any(item => item.Key.StartsWith($"s{set}-", StringComparison.Ordinal)
                && item.Key.EndsWith($"@l{number % Locations}", StringComparison.Ordinal) && shown.GetValueOrDefault(item.Key) != item.Value);
        }).Count();

        /// <summary>
        /// Screens that lack something at or below their own position. What they show is looked at first, and what there is afterwards: an
        /// item that has not changed since then was the same when they were looked at.
        /// </summary>
        public async Task<int> Lacking(Uri server)
        {
            // The position first: what is shown is then of that position or later.
            var shown = All.Select(screen => (Position: screen.Position!.Value, screen.Items)).ToList();
            var lacking = 0;
            await using var probe = await HubClient.Connect(server);
            for (var location = 0; location < Locations; location++)
            {
                var items = (await probe.Call("WatchLocation", $"l{location}"))!["snapshot"]!.AsArray();
                var there = items.Select(item => (Id: $"{item!["sku"]}@l{location}", Version: (long)item["version"]!, Position: (long)item["position"]!)).ToList();
                lacking += shown.Where((screen, number) => number % Locations == location
                    && there.Exists(item => item.Position <= screen.Position && screen.Items.GetValueOrDefault(item.Id) < item.Version)).Count();
            }

            return lacking;
        }

        public async ValueTask DisposeAsync() => await Task.WhenAll(All.Select(screen => screen.DisposeAsync().AsTask()));
    }
}
