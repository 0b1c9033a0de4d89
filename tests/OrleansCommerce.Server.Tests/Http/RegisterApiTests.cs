using System.Net;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class RegisterApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    private const string OakGrove = """
        {"name":"Oak Grove","kind":"store","latitude":32.85,"longitude":-91.39,"timeZone":"America/Chicago",
         "services":["pickup","curbside","shipFrom","returns"],
         "hours":[{"days":["mon","tue","wed","thu","fri","sat"],"open":"09:00","close":"20:00"}],
         "holidays":["2026-12-25"],"cutOff":"16:00",
         "slotMinutes":60,"pickCapacityPerSlot":20,"pickLeadMinutes":60,"carriers":["ground"],"region":"LA"}
        """;

    [Fact]
    public async Task Location_Described_CreatedThenReplacedAndReadAsWritten()
    {
        var path = $"/v1/locations/{ApiServer.Fresh("loc")}";
        (await server.Get(path)).IsProblem(404, "unknown-location");
        var created = await server.Put(path, OakGrove);
        var again = await server.Put(path, OakGrove.Replace("Oak Grove", "Épicerie", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.Created, path, HttpStatusCode.OK), (created.Status, created.Location, again.Status));
        var read = (await server.Get(path)).Json.AsObject();
        Assert.True(read.Remove("locationId"));
        var expected = JsonNode.Parse(OakGrove)!.AsObject();
        expected["name"] = "Épicerie";
        Assert.True(JsonNode.DeepEquals(expected, read), read.ToJsonString());
    }

    [Fact]
    public async Task Locations_InPages_EachOnce()
    {
        var ids = Enumerable.Range(0, 5).Select(i => $"page-loc-{i}").ToList();
        foreach (var id in ids)
        {
            await server.Put($"/v1/locations/{id}", """{"name":"x","kind":"warehouse","latitude":0,"longitude":0}""");
        }

        var found = new List<string>();
        for (string? after = "page-loc"; after is not null;)
        {
            var page = (await server.Get($"/v1/locations?limit=2&after={after}")).Json;
            found.AddRange(page["items"]!.AsArray().Select(item => (string)item!["locationId"]!));
            after = (string?)page["next"];
        }

        Assert.Equal(ids, found.Where(id => id.StartsWith("page-loc-", StringComparison.Ordinal)));
        (await server.Get("/v1/locations?limit=0")).IsProblem(400, "malformed");
    }

    [Fact]
    public async Task Sku_Described_CreatedThenReplacedAndRead()
    {
        var sku = ApiServer.Fresh("sku");
        (await server.Get($"/v1/skus/{sku}")).IsProblem(404, "unknown-sku");
        Assert.Equal(HttpStatusCode.Created, (await server.Put($"/v1/skus/{sku}", """{"name":"Mug"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Put($"/v1/skus/{sku}", """{"name":"Mug","productType":"china","weightGrams":250}""")).Status);
        var read = (await server.Get($"/v1/skus/{sku}")).Json;
        Assert.Equal((sku, "Mug", "china", 250), (
            (string)read["sku"]!, (string)read["name"]!, (string)read["productType"]!, (int)read["weightGrams"]!));
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":" "}""", "name")]
    [InlineData("""{"name":"a\u0000b"}""", "name")]
    [InlineData("""{"name":"a","weightGrams":-1}""", "weightGrams")]
    [InlineData("""{"name":"a","weightGrams":10000001}""", "weightGrams")]
    [InlineData("""{"name":"a","weightGrams":1.5}""", "weightGrams")]
    [InlineData("""{"name":"a","weightGrams":99999999999}""", "weightGrams")]
    [InlineData("""{"name":"a","productType":7}""", "productType")]
    public async Task Sku_WrongField_NamedAndNothingIsDescribed(string body, string field)
    {
        var path = $"/v1/skus/{ApiServer.Fresh("sku")}";
        var answer = await server.Put(path, body);
        answer.IsProblem(400, "malformed");
        Assert.NotNull(answer.Json["errors"]![field]);
        (await server.Get(path)).IsProblem(404, "unknown-sku");
    }

    [Fact]
    public async Task Sku_EachLimit_AcceptedAtItRefusedBeyond()
    {
        var path = $"/v1/skus/{ApiServer.Fresh("sku")}";
        Assert.Equal(HttpStatusCode.Created, (await Put(500, 100, 10_000_000)).Status);
        (await Put(501, 100, 0)).IsProblem(400, "malformed");
        (await Put(500, 101, 0)).IsProblem(400, "malformed");

        Task<Answer> Put(int name, int type, int weight) => server.Put(path, new JsonObject
        {
            ["name"] = new string('n', name),
            ["productType"] = new string('t', type),
            ["weightGrams"] = weight,
        }.ToJsonString());
    }
}
