using System.Net;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class StockListApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    [Fact]
    public async Task OfLocation_InPages_EveryItemOnceInOrder()
    {
        var place = ApiServer.Fresh("store");
        string[] skus = ["a-1", "a-2", "a-3", "b-1", "b-2"];
        foreach (var sku in skus)
        {
            await server.Receive(sku, place, 3);
        }

        Assert.Equal(skus, await Pages($"/v1/locations/{place}/stock?limit=2", "sku"));
        Assert.Equal(skus, await Pages($"/v1/locations/{place}/stock?limit=5", "sku"));
        Assert.Equal(skus, await Pages($"/v1/locations/{place}/stock", "sku"));
    }

    [Fact]
    public async Task OfSku_Near_NearestFirstAndPagedByDistance()
    {
        var sku = ApiServer.Fresh("sku");
        var (paris, lyon, lille, nowhere) = (ApiServer.Fresh("n"), ApiServer.Fresh("n"), ApiServer.Fresh("n"), ApiServer.Fresh("n"));
        await Place(paris, 48.8566, 2.3522);
        await Place(lyon, 45.7640, 4.8357);
        await Place(lille, 50.6292, 3.0573);
        foreach (var place in new[] { nowhere, lyon, lille, paris })
        {
            await server.Receive(sku, place, 3);
        }

        string[] expected = [paris, lille, lyon, nowhere];
        Assert.Equal(expected, await Pages($"/v1/stock/{sku}?near=48.85,2.35", "locationId"));
        Assert.Equal(expected, await Pages($"/v1/stock/{sku}?near=48.85,2.35&limit=1", "locationId"));
        var page = (await server.Get($"/v1/stock/{sku}?near=48.8566,2.3522")).Json;
        Assert.Equal(sku, (string)page["sku"]!);
        Assert.InRange((double)page["items"]![2]!["distanceKm"]!, 390, 394);
        Assert.Null(page["items"]![3]!["distanceKm"]);

        await Place(lyon, 48.8566, 2.3522);
        Assert.Equal(0, (double)(await server.Get($"/v1/stock/{sku}?near=48.8566,2.3522&limit=2")).Json["items"]![1]!["distanceKm"]!);
    }

    [Fact]
    public async Task OfSku_WithoutNear_ByLocation()
    {
        var sku = ApiServer.Fresh("sku");
        string[] places = ["p-1", "p-2", "p-3"];
        foreach (var place in places)
        {
            await server.Receive(sku, place, 3);
        }

        Assert.Equal(places, await Pages($"/v1/stock/{sku}?limit=2", "locationId"));
    }

    [Theory]
    [InlineData("near=91,0")]
    [InlineData("near=0,181")]
    [InlineData("near=NaN,0")]
    [InlineData("near=1")]
    [InlineData("near=1,2,3")]
    [InlineData("near=")]
    [InlineData("near=1e5,1")]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=-1")]
    [InlineData("limit=ten")]
    [InlineData("limit=1&limit=2")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("after=..")]
    [InlineData("after=%00")]
    public async Task OfSku_WrongQuery_Malformed(string query) => (await server.Get($"/v1/stock/some-sku?{query}")).IsProblem(400, "malformed");

    [Fact]
    public async Task Lists_OfWhatNobodyKnows_NotFound()
    {
        (await server.Get($"/v1/stock/{ApiServer.Fresh("sku")}")).IsProblem(404, "unknown-sku");
        (await server.Get($"/v1/locations/{ApiServer.Fresh("store")}/stock")).IsProblem(404, "unknown-location");
    }

    [Fact]
    public async Task Lists_OfWhatIsDescribedButEmpty_AreEmpty()
    {
        var (sku, place) = (ApiServer.Fresh("sku"), ApiServer.Fresh("store"));
        await server.Put($"/v1/skus/{sku}", """{"name":"Mug"}""");
        await Place(place, 1, 1);
        Assert.Empty((await server.Get($"/v1/stock/{sku}")).Json["items"]!.AsArray());
        Assert.Empty((await server.Get($"/v1/locations/{place}/stock")).Json["items"]!.AsArray());
    }

    private async Task Place(string id, double latitude, double longitude)
    {
        var body = new JsonObject { ["name"] = id, ["kind"] = "store", ["latitude"] = latitude, ["longitude"] = longitude };
        Assert.True((await server.Put($"/v1/locations/{id}", body.ToJsonString())).Status is HttpStatusCode.Created or HttpStatusCode.OK);
    }

    private async Task<List<string>> Pages(string path, string field)
    {
        var found = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = (await server.Get(after.Length == 0 ? path : $"{path}{(path.Contains('?') ? '&' : '?')}after={after}")).Json;
            found.AddRange(page["items"]!.AsArray().Select(item => (string)item![field]!));
            after = (string?)page["next"];
            Assert.True(found.Count < 100);
        }

        return found;
    }
}
