using System.Net;
using System.Text.Json.Nodes;
using OrleansCommerce.LoadTest.Live;
using OrleansCommerce.Server.Tests.Crash;
using OrleansCommerce.Server.Tests.Http;

namespace OrleansCommerce.Server.Tests.Live;

/// <summary>Orders, and what stores have to do for them, as screens hear of them.</summary>
public sealed class LiveOrderTests(OpenServer server) : IClassFixture<OpenServer>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly string[] Steps = ["accept", "pick", "pack", "ready", "collect"];

    [Fact]
    public async Task WatchOrder_EveryStepArrives_AndTheLastIsWhatIsRead()
    {
        var (_, orderId) = await Placed();
        await using var screen = await HubClient.Connect(server.Address);
        var watched = await screen.Call("WatchOrder", orderId);
        var snapshot = Assert.Single(watched!["snapshot"]!.AsArray())!;
        Assert.True(JsonNode.DeepEquals((await server.Get($"/v1/orders/{orderId}")).Json, snapshot), snapshot.ToJsonString());
        Assert.NotNull(watched["position"]);

        foreach (var step in Steps)
        {
            Assert.Equal(HttpStatusCode.OK, (await server.Post($"/v1/fulfilments/{orderId}.1/{step}")).Status);
        }

        var truth = (await server.Get($"/v1/orders/{orderId}")).Json;
        var last = await screen.Change("orderChanged", order => (long)order["version"]! == (long)truth["version"]!, Soon);
        Assert.True(JsonNode.DeepEquals(truth, last), last.ToJsonString());
        Assert.Equal("completed", (string)last["state"]!);
    }

    [Fact]
    public async Task WatchLocation_ItsFulfilmentsComeWithTheAnswerAndWithEachStep()
    {
        var (store, first) = await Placed();
        await using var screen = await HubClient.Connect(server.Address);
        var watched = await screen.Call("WatchLocation", store);
        Assert.Equal($"{first}.1", (string)Assert.Single(watched!["fulfilments"]!.AsArray())!["fulfilmentId"]!);
        Assert.Single(watched["snapshot"]!.AsArray());

        await server.Post($"/v1/fulfilments/{first}.1/accept");
        var accepted = await screen.Change("fulfilmentChanged", f => (string)f["state"]! == "accepted", Soon);
        var listed = (await server.Get($"/v1/locations/{store}/fulfilments")).Json["items"]!.AsArray();
        Assert.True(JsonNode.DeepEquals(Assert.Single(listed), accepted), accepted.ToJsonString());

        var second = await Place(store);
        await screen.Change("fulfilmentChanged", f => (string)f["fulfilmentId"]! == $"{second}.1" && (string)f["state"]! == "assigned", Soon);
    }

    [Fact]
    public async Task Screen_OfALocation_ShowsTheWorkListAndForgetsWhatIsOver()
    {
        var (store, first) = await Placed();
        await using var screen = Screen.OfLocation(server.Address, store);
        await screen.Live.WaitAsync(Soon, TestContext.Current.CancellationToken);
        Assert.Equal([$"{first}.1"], screen.Fulfilments.Keys);
        var second = await Place(store);
        await server.Post($"/v1/orders/{first}/cancel");
        await Waits.Until(() => screen.Fulfilments.Keys.SequenceEqual([$"{second}.1"]));
    }

    [Fact]
    public async Task UnwatchOrder_NothingComesAnyMore()
    {
        var (_, unwatched) = await Placed();
        var (_, watched) = await Placed();
        await using var screen = await HubClient.Connect(server.Address);
        await screen.Call("WatchOrder", unwatched);
        await screen.Call("WatchOrder", watched);
        await screen.Call("UnwatchOrder", unwatched);
        await server.Post($"/v1/orders/{unwatched}/cancel");
        await server.Post($"/v1/orders/{watched}/cancel");
        Assert.Equal(watched, (string)(await screen.Change("orderChanged", _ => true, Soon))["orderId"]!);
    }

    [Fact]
    public async Task WatchOrder_ThatIsNot_IsRefused()
    {
        await using var screen = await HubClient.Connect(server.Address);
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => screen.Call("WatchOrder", "nobody"));
        Assert.Contains("unknown-order", refused.Message, StringComparison.Ordinal);
    }

    private async Task<(string Store, string OrderId)> Placed()
    {
        var store = ApiServer.Fresh("live");
        await server.Describe(store, 0.1);
        await server.Receive(store, store, 50);
        return (store, await Place(store));
    }

    private async Task<string> Place(string store)
    {
        var id = ApiServer.Fresh("o");
        var placed = await server.Post("/v1/orders", Stores.Body(store, 1, $$""","methods":["pickup"],"orderId":"{{id}}" """));
        Assert.True(placed.Status == HttpStatusCode.Created, placed.Text);
        return id;
    }
}
