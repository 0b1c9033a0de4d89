using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.LoadTest.Live;
using OrleansCommerce.Server.Tests.Crash;
using OrleansCommerce.Server.Tests.Http;

namespace OrleansCommerce.Server.Tests.Live;

/// <summary>A server that tells its digests every second.</summary>
public sealed class TalkativeServer : ApiServer
{
    protected override IEnumerable<string> Settings => ["--environment", "Development", "--Live:DigestSeconds=1"];
}

/// <summary>Screens that break, fall behind, or have been told nonsense.</summary>
public sealed class LiveScreenTests(TalkativeServer server) : IClassFixture<TalkativeServer>
{
    private const int ManyItems = 2_500;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Snapshot_OfMoreThanAPage_ComesInPagesThatCanBeResumed()
    {
        var store = ApiServer.Fresh("large");
        await server.Import(store, ManyItems);
        await using var first = await HubClient.Connect(server.Address);
        var answer = (await first.Call("WatchLocation", store))!;
        var shown = answer["snapshot"]!.AsArray().Select(item => (string)item!["sku"]!).ToHashSet();
        Assert.Equal((1_000, true), (shown.Count, (bool)answer["more"]!));

        // The line breaks after the first page, or whenever: what was there by then need not come again.
        await using var second = await HubClient.Connect(server.Address);
        var rest = (await second.Call("WatchLocation", store, (long)answer["position"]!, (string)answer["epoch"]!))!;
        Assert.Equal(1_000, rest["changes"]!.AsArray().Count);
        shown.UnionWith(rest["changes"]!.AsArray().Select(item => (string)item!["sku"]!));
        for (var position = (long)rest["position"]!; shown.Count < ManyItems;)
        {
            var (_, page) = await second.Pushed.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Soon, TestContext.Current.CancellationToken);
            Assert.InRange(page["changes"]?.AsArray().Count ?? 0, 0, 1_000);
            shown.UnionWith((page["changes"]?.AsArray() ?? []).Select(item => (string)item!["sku"]!));
            Assert.True((long)page["position"]! >= position);
            position = (long)page["position"]!;
        }
    }

    [Fact]
    public async Task Position_OfAnotherEpochOrBeyondTheHead_GetsASnapshot()
    {
        await server.Receive("epoch", "epoch", 1);
        await using var screen = await HubClient.Connect(server.Address);
        var answer = (await screen.Call("WatchLocation", "epoch"))!;
        var position = (long)answer["position"]!;
        Assert.NotNull((await screen.Call("WatchLocation", "epoch", position, (string)answer["epoch"]!))!["changes"]);
        Assert.NotNull((await screen.Call("WatchLocation", "epoch", position))!["changes"]);
        Assert.NotNull((await screen.Call("WatchLocation", "epoch", position, "another"))!["snapshot"]);
        Assert.NotNull((await screen.Call("WatchLocation", "epoch", long.MaxValue, (string)answer["epoch"]!))!["snapshot"]);
    }

    [Fact]
    public async Task Digest_TellsWhatAScreenHasThatHeardEverything()
    {
        var store = ApiServer.Fresh("digest");
        await server.Import(store, 3);
        await using var screen = await HubClient.Connect(server.Address);
        var items = (await screen.Call("WatchLocation", store))!["snapshot"]!.AsArray();
        var expected = items.Aggregate(0u, (sum, item) => unchecked(sum + VersionMark.Of($"{item!["sku"]}@{store}", (long)item["version"]!)));
        JsonNode? digest = null;
        while (digest is null)
        {
            var (target, argument) = await screen.Pushed.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Soon, TestContext.Current.CancellationToken);
            digest = target == "watchDigest" ? argument : null;
        }

        Assert.Equal((3, expected), ((int)digest["items"]!["count"]!, (uint)digest["items"]!["hash"]!));
        Assert.Equal((0, 0u), ((int)digest["fulfilments"]!["count"]!, (uint)digest["fulfilments"]!["hash"]!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Screen_ThatResumesTooLate_IsToldByTheDigest(bool compares)
    {
        var store = ApiServer.Fresh("late");
        await server.Import(store, 2);
        long? head = null;
        var options = new ScreenOptions { ComparesDigests = compares, ResumeAt = _ => head, BackoffMin = TimeSpan.FromSeconds(2) };
        await using var screen = Screen.OfLocation(server.Address, store, options);
        await screen.Live.WaitAsync(Soon, TestContext.Current.CancellationToken);
        screen.Break();
        await server.Receive("s0", store, 1);
        await using (var probe = await HubClient.Connect(server.Address))
        {
            // Once the watermark is beyond that change, whoever asks from there does not hear of it.
            await Waits.Until(async () =>
            {
                head = (long)(await probe.Call("WatchLocation", store, head ?? 0))!["position"]!;
                return (await probe.Call("WatchLocation", store, head))!["changes"]!.AsArray().Count == 0;
            });
        }

        await Waits.Until(() => screen.Mismatches > 0);
        Assert.Equal(1, screen.Reconnects);
        if (compares)
        {
            await Waits.Until(() => screen.VersionOf($"s0@{store}") == 2);
        }
        else
        {
            Assert.Equal(1, screen.VersionOf($"s0@{store}"));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Screen_WhatTheStreamLost_IsMissedFromTheLastPositionSeenAndFoundFromTheWatermark(bool fromWatermark)
    {
        var store = ApiServer.Fresh("lost");
        await server.Import(store, 2);
        var seen = 0L;
        await using var screen = Screen.OfLocation(server.Address, store, new ScreenOptions
        {
            ComparesDigests = false,
            Shown = item => seen = Math.Max(seen, item.GetProperty("position").GetInt64()),
            ResumeAt = screen => screen.Position is null || fromWatermark ? screen.Position : seen,
            // Later than the repair, which would bring it to whoever listens by then.
            BackoffMin = TimeSpan.FromSeconds(3),
        });
        await screen.Live.WaitAsync(Soon, TestContext.Current.CancellationToken);
        var round = 1;
        do
        {
            round++;
            await Lose(() => server.Receive("s0", store, 1), store);
            await server.Receive("s1", store, 1);
            await Waits.Until(() => screen.VersionOf($"s1@{store}") == round);
        }
        while (screen.VersionOf($"s0@{store}") == round && round < 20);
        screen.Break();
        await Waits.Until(() => screen.Reconnects == 1);
        await server.Receive("s1", store, 1);
        await Waits.Until(() => screen.VersionOf($"s1@{store}") == round + 1);

        Assert.Equal(fromWatermark, screen.VersionOf($"s0@{store}") == round);
    }

    [Fact]
    public async Task Screen_ThatTakesNothing_DelaysNobodyAndIsSkippedAhead()
    {
        var store = ApiServer.Fresh("slow");
        await server.Import(store, ManyItems);
        await using var stuck = Screen.OfLocation(server.Address, store, new ScreenOptions { ReceiveBytes = 4 * 1024 });
        await using var quick = Screen.OfLocation(server.Address, store);
        await Task.WhenAll(stuck.Live, quick.Live).WaitAsync(Soon, TestContext.Current.CancellationToken);
        await Waits.Until(() => stuck.Items.Count == ManyItems && quick.Items.Count == ManyItems);
        stuck.Stall();
        for (var round = 2; round <= 20; round++)
        {
            await server.Import(store, ManyItems);
            await Waits.Until(() => quick.Items.Values.All(version => version >= round));
        }

        Assert.Equal(0, quick.Reconnects);
        Assert.Equal(ManyItems, stuck.Items.Values.Count(version => version < 20));
        stuck.Resume();
        await Waits.Until(() => stuck.Items.Values.All(version => version == 20));
        Assert.Equal(0, stuck.Reconnects);
        Assert.True(stuck.Received < quick.Received / 2, $"the one that was stuck was sent {stuck.Received} items, the other one {quick.Received}");
    }

    /// <summary>While it happens nobody counts as watching, so that the stream does not hear of it.</summary>
    private async Task Lose(Func<Task> change, string store)
    {
        var watchers = server.Services.GetRequiredService<StockWatch>();
        watchers.Remove(StockStreams.ByLocation, store);
        await change();
        watchers.Add(StockStreams.ByLocation, store);
    }
}
