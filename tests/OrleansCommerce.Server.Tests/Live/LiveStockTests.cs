using System.Diagnostics;
using OrleansCommerce.LoadTest.Live;
using OrleansCommerce.Server.Tests.Http;

namespace OrleansCommerce.Server.Tests.Live;

public sealed class LiveStockTests(OpenServer server) : IClassFixture<OpenServer>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task WatchLocation_ThenReserve_TheChangeArrivesWithItsVersion()
    {
        await server.Receive("live-1", "store-1", 5);
        await using var screen = await HubClient.Connect(server.Address);
        var watched = await screen.Call("WatchLocation", "store-1");
        Assert.Equal(5, (int)Assert.Single(watched!["snapshot"]!.AsArray())!["available"]!);

        await server.Reserve("live-1", "store-1", 2);

        var change = await screen.Change(c => (int)c["reserved"]! == 2, Soon);
        Assert.Equal(("live-1", "store-1", 5, 3, 2), (
            (string)change["sku"]!, (string)change["locationId"]!, (int)change["onHand"]!, (int)change["available"]!, (int)change["version"]!));
    }

    [Fact]
    public async Task WatchSku_SeesEveryLocationAndOnlyThatSku()
    {
        await server.Receive("live-2", "store-2", 5);
        await using var screen = await HubClient.Connect(server.Address);
        await screen.Call("WatchSku", "live-2", null);
        await server.Receive("live-other", "store-2", 5);
        await server.Receive("live-2", "store-3", 7);
        var change = await screen.Change(_ => true, Soon);
        Assert.Equal(("live-2", "store-3", 7), ((string)change["sku"]!, (string)change["locationId"]!, (int)change["available"]!));
    }

    [Fact]
    public async Task WatchLocation_AfterAPosition_AnswersOnlyWhatChangedSince()
    {
        await server.Receive("live-4", "store-4", 5);
        await server.Receive("live-5", "store-4", 5);
        await using var screen = await HubClient.Connect(server.Address);
        var position = (long)(await screen.Call("WatchLocation", "store-4", null))!["position"]!;
        await server.Reserve("live-5", "store-4", 1);
        await screen.Change(c => (string)c["sku"]! == "live-5", Soon);

        await using var again = await HubClient.Connect(server.Address);
        var since = await again.Call("WatchLocation", "store-4", position);
        Assert.Null(since!["snapshot"]);
        Assert.Equal("live-5", (string)Assert.Single(since["changes"]!.AsArray())!["sku"]!);
        Assert.NotNull((await again.Call("WatchLocation", "store-4", long.MaxValue))!["snapshot"]);
    }

    [Fact]
    public async Task Expiry_OfAHold_IsSeenWithinASecondOfItsTime()
    {
        await server.Receive("live-6", "store-6", 1);
        await using var screen = await HubClient.Connect(server.Address);
        await screen.Call("WatchLocation", "store-6", null);
        var held = await server.Reserve("live-6", "store-6", 1, ttlSeconds: 1);
        var expiresAt = (DateTimeOffset)held["expiresAt"]!;
        await screen.Change(c => (int)c["available"]! == 0, Soon);
        await screen.Change(c => (int)c["available"]! == 1, Soon);

        var lateMs = (DateTimeOffset.UtcNow - expiresAt).TotalMilliseconds;
        Assert.InRange(lateMs, 0, 1_000);
    }

    [Fact]
    public async Task Watermark_WhenNothingIsLost_ReachesTheLastChangeWithinSeconds()
    {
        await server.Receive("live-7", "store-7", 9);
        await using var screen = await HubClient.Connect(server.Address);
        var start = (long)(await screen.Call("WatchLocation", "store-7", null))!["position"]!;
        await server.Reserve("live-7", "store-7", 1);
        var watch = Stopwatch.StartNew();
        var position = start;
        while (position <= start && watch.Elapsed < Soon)
        {
            position = (long)(await screen.Call("WatchLocation", "store-7", position))!["position"]!;
        }

        Assert.True(position > start);
    }

    [Fact]
    public async Task Unwatch_NothingComesAnyMore()
    {
        await server.Receive("live-8", "store-8", 9);
        await using var screen = await HubClient.Connect(server.Address);
        await screen.Call("WatchLocation", "store-8", null);
        await screen.Call("WatchSku", "live-9", null);
        await screen.Call("UnwatchLocation", "store-8");
        await server.Receive("live-8", "store-8", 1);
        await server.Receive("live-9", "store-9", 1);
        var first = await screen.Change(_ => true, Soon);
        Assert.Equal("live-9", (string)first["sku"]!);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a b")]
    public async Task Watch_OfAnInvalidId_IsRefusedAndTheConnectionGoesOn(string id)
    {
        await using var screen = await HubClient.Connect(server.Address);
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => screen.Call("WatchLocation", id, null));
        Assert.Contains("invalid-id", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(await screen.Call("WatchLocation", "store-10"));
    }

    [Theory]
    [InlineData("WatchEverything")]
    [InlineData("WatchLocation", "store-11", "x")]
    [InlineData("WatchLocation", "store-11", 1L, "e", 4L)]
    public async Task Call_OfNoMethodOrWithWrongArguments_IsRefusedAndTheConnectionGoesOn(string method, params object[] arguments)
    {
        await using var screen = await HubClient.Connect(server.Address);
        await Assert.ThrowsAsync<HubRefusedException>(() => screen.Call(method, arguments));
        Assert.NotNull(await screen.Call("WatchLocation", "store-11"));
    }
}
