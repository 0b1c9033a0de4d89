using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OrleansCommerce.LoadTest.Live;
using OrleansCommerce.Server.Realtime;
using OrleansCommerce.Server.Tests.Crash;
using OrleansCommerce.Server.Tests.Http;

namespace OrleansCommerce.Server.Tests.Live;

/// <summary>A server that gives a screen two seconds to take what it is sent.</summary>
public sealed class ImpatientServer : ApiServer
{
    public const int StallSeconds = 2;

    protected override IEnumerable<string> Settings => ["--environment", "Development", $"--Live:StallSeconds={StallSeconds}"];
}

/// <summary>Connections that the server ends.</summary>
public sealed class LiveEndTests(GuardedServer guarded, ImpatientServer impatient) : IClassFixture<GuardedServer>, IClassFixture<ImpatientServer>
{
    private const int ManyItems = 2_500;
    private const int RoundsMax = 40;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Connection_WhoseTokenExpires_EndsThenAndNoOther()
    {
        var cancel = TestContext.Current.CancellationToken;
        var token = GuardedServer.Token("stock:read", minutes: 3 / 60.0);
        // Tokens know whole seconds.
        var (expires, watch) = (TimeSpan.FromSeconds(2), Stopwatch.StartNew());
        await using var ending = await HubClient.Connect(guarded.Address, token);
        await using var lasting = await HubClient.Connect(guarded.Address, GuardedServer.Token("stock:read"));
        Assert.NotNull(await ending.Call("WatchLocation", "store-1"));
        Assert.NotNull(await lasting.Call("WatchLocation", "store-1"));

        await ending.Closed.WaitAsync(Soon, cancel);

        Assert.True(watch.Elapsed >= expires, $"It ended after {watch.Elapsed}.");
        await Assert.ThrowsAsync<IOException>(() => ending.Call("WatchLocation", "store-1"));
        Assert.False(lasting.Closed.IsCompleted);
        Assert.NotNull(await lasting.Call("WatchSku", "mug"));
    }

    /// <summary>With the patience as it is by default nobody is: <see cref="LiveScreenTests.Screen_ThatTakesNothing_DelaysNobodyAndIsSkippedAhead"/>.</summary>
    [Fact]
    public async Task Screen_ThatTakesNothingForTooLong_IsCutOff()
    {
        var store = ApiServer.Fresh("stall");
        await impatient.Import(store, ManyItems);
        await using var stuck = Screen.OfLocation(impatient.Address, store, new ScreenOptions { ReceiveBytes = 4 * 1024 });
        await stuck.Live.WaitAsync(Soon, TestContext.Current.CancellationToken);
        var place = Assert.Single(impatient.Services.GetRequiredService<StreamToHub>().Feeds.Single(feed => feed.Key.Id == store).Outboxes);
        await using var quick = Screen.OfLocation(impatient.Address, store);
        await Waits.Until(() => stuck.Items.Count == ManyItems && quick.Items.Count == ManyItems);

        stuck.Stall();
        var watch = Stopwatch.StartNew();
        // What lies between the two has to be full before anything waits.
        for (var round = 0; round < RoundsMax && !place.IsGone; round++)
        {
            await impatient.Import(store, ManyItems);
        }

        await Waits.Until(() => place.IsGone);

        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(ImpatientServer.StallSeconds), $"It was cut off after {watch.Elapsed}.");
        Assert.Equal(0, stuck.Reconnects);
        Assert.DoesNotContain(place, place.Feed.Outboxes.Where(other => !other.IsGone));
    }
}
