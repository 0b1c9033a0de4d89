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
    private const int KillsMax = 4;
    private const int Screens = 200;

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
        for (var kill = 0; kill < 2; kill++)
        {
            var truth = await KillAndRead(server, ConvergeWithin, screens);
            Assert.Equal(0, screens.Differing(truth, kill));
        }

        Assert.True(screens.All.All(screen => screen.Reconnects == 2));
    }

    /// <summary>From the highest position among the changes it saw, in place of the watermark; and from now on, in place of resuming.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kill_WhileScreensResumeElsewhere_IsCaughtByTheSameComparison(bool fromLastSeen)
    {
        using var server = await Started();
        var head = new long?[] { null };
        await using var screens = new Crew(server.Address, Locations, _ => Elsewhere(fromLastSeen, head));
        await screens.Live();
        var missed = 0;
        for (var kill = 0; kill < KillsMax && missed == 0; kill++)
        {
            var before = screens.All.Sum(screen => screen.Reconnects);
            var truth = await KillAndRead(server, null, screens, head);
            await Waits.Until(() => screens.All.Sum(screen => screen.Reconnects) == before + Locations);
            // Whatever still comes has come once a later change of everything has.
            await Change(server, isWhole: true);
            var later = await Truth(server);
            await Waits.Until(() => screens.Differing(later, _set) == 0);
            missed += screens.Differing(truth, kill);
        }

        Assert.NotEqual(0, missed);
    }

    public void Dispose() => _folder.Dispose();

    private static ScreenOptions Elsewhere(bool fromLastSeen, long?[] head)
    {
        var seen = 0L;
        return new ScreenOptions
        {
            ComparesDigests = false,
            BackoffMin = TimeSpan.FromSeconds(fromLastSeen ? 0.25 : 6),
            BackoffMax = TimeSpan.FromSeconds(fromLastSeen ? 5 : 6),
            Shown = item => seen = Math.Max(seen, item.GetProperty("position"u8).GetInt64()),
            ResumeAt = screen => screen.Position is null ? null : fromLastSeen ? seen : head[0],
        };
    }

    private async Task<ServerProcess> Started()
    {
        var server = new ServerProcess(_folder.Path, [.. Soak.Arguments("sqlite", _folder.File("commerce.db")), "--Live:DigestSeconds=3600"]);
        await server.Start();
        for (_set = 0; _set <= KillsMax; _set++)
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
        var changing = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await Change(server);
            }
        })));
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

        public async ValueTask DisposeAsync() => await Task.WhenAll(All.Select(screen => screen.DisposeAsync().AsTask()));
    }
}
