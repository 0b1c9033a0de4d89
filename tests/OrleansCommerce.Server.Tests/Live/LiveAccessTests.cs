using System.Net.WebSockets;
using OrleansCommerce.LoadTest.Live;
using OrleansCommerce.Server.Tests.Crash;
using OrleansCommerce.Server.Tests.Http;

namespace OrleansCommerce.Server.Tests.Live;

/// <summary>Who may watch what.</summary>
public sealed class LiveAccessTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    [Fact]
    public async Task Connect_WithoutATokenOrAScopeToRead_IsRefused()
    {
        await Assert.ThrowsAsync<WebSocketException>(() => HubClient.Connect(server.Address));
        await Assert.ThrowsAsync<WebSocketException>(() => HubClient.Connect(server.Address, GuardedServer.Token("stock:write")));
    }

    [Theory]
    [InlineData("orders:read", "WatchLocation", "store-1")]
    [InlineData("orders:read", "WatchSku", "mug")]
    [InlineData("stock:read", "WatchOrder", "o-1")]
    public async Task Watch_WithoutItsScope_IsForbidden(string scope, string method, string id)
    {
        await using var screen = await HubClient.Connect(server.Address, GuardedServer.Token(scope));
        await IsForbidden(screen, method, id);
    }

    [Fact]
    public async Task Staff_WatchTheirLocationAlone_AndNoSku()
    {
        await using var screen = await HubClient.Connect(server.Address, GuardedServer.Token("stock:read orders:read", locations: "store-1"));
        Assert.NotNull(await screen.Call("WatchLocation", "store-1"));
        await IsForbidden(screen, "WatchLocation", "store-2");
        await IsForbidden(screen, "WatchSku", "mug");
    }

    [Fact]
    public async Task WatchLocation_WithoutOrders_HasNoFulfilments()
    {
        await using var screen = await HubClient.Connect(server.Address, GuardedServer.Token("stock:read"));
        Assert.Null((await screen.Call("WatchLocation", "store-1"))!["fulfilments"]);
        await using var other = await HubClient.Connect(server.Address, GuardedServer.Token("stock:read orders:read"));
        Assert.Empty((await other.Call("WatchLocation", "store-1"))!["fulfilments"]!.AsArray());
    }

    [Fact]
    public async Task WatchOrder_ByStaff_OnlyWhereTheirStoreHasAPartInIt()
    {
        var (admin, store, order) = (GuardedServer.Token("admin"), ApiServer.Fresh("guarded"), ApiServer.Fresh("o"));
        var place = """{"name":"S","kind":"store","latitude":33,"longitude":-97,"timeZone":"UTC","services":["pickup"],"slotMinutes":60,"pickCapacityPerSlot":20}""";
        await server.Put($"/v1/locations/{store}", place, admin);
        await server.Post($"/v1/stock/{store}/{store}/movements", """{"movementId":"m-1","kind":"receipt","quantity":5}""", admin);
        var body = Stores.Body(store, 1, $$""","methods":["pickup"],"orderId":"{{order}}" """);
        await Waits.Until(async () => (await server.Post("/v1/orders", body, admin)).Text.Contains("assigned", StringComparison.Ordinal));

        await using var theirs = await HubClient.Connect(server.Address, GuardedServer.Token("orders:read", locations: store));
        Assert.Single((await theirs.Call("WatchOrder", order))!["snapshot"]!.AsArray());
        await using var others = await HubClient.Connect(server.Address, GuardedServer.Token("orders:read", locations: "elsewhere"));
        await IsForbidden(others, "WatchOrder", order);
    }

    private static async Task IsForbidden(HubClient screen, string method, string id)
    {
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => screen.Call(method, id));
        Assert.StartsWith("HubException: forbidden: ", refused.Message, StringComparison.Ordinal);
    }
}
