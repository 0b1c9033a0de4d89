using System.Net;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Http;

/// <summary>What is wrong with a description, a request or a policy is said field by field, and what is merely unusual is taken.</summary>
public sealed class BadInputTests(OpenServer server) : IClassFixture<OpenServer>
{
    private const string Place = "\"destination\":{\"latitude\":33,\"longitude\":-97}";

    [Theory]
    [InlineData("""{"name":"x","kind":"store"}""", "latitude", "longitude")]
    [InlineData("""{"name":"x","kind":"store","latitude":1}""", "longitude")]
    [InlineData("""{"name":"x","kind":"store","latitude":"north","longitude":1}""", "latitude")]
    [InlineData("""{"name":"x","kind":"store","latitude":1,"longitude":1,"hours":[{"days":["mon"],"open":"09:00","close":"17:00"}]}""", "timeZone")]
    [InlineData("""{"name":"x","kind":"store","latitude":1,"longitude":1,"timeZone":"UTC","hours":[{"days":["mon"],"open":"09:00"}]}""", "hours[0].close")]
    [InlineData("""{"name":"x","kind":"store","latitude":1,"longitude":1,"timeZone":"UTC","hours":[{"open":"09:00","close":"17:00"}]}""", "hours[0].days")]
    [InlineData("""{"name":"x","kind":"store","latitude":1,"longitude":1,"pickCapacityPerSlot":-1}""", "pickCapacityPerSlot")]
    [InlineData("""{"name":"x","kind":"store","latitude":1,"longitude":1,"slotMinutes":0}""", "slotMinutes")]
    public async Task Location_ThatCannotBeRoutedTo_IsRefusedByField(string body, params string[] fields)
    {
        var id = ApiServer.Fresh("bad");

        var answer = await server.Put($"/v1/locations/{id}", body);

        answer.IsProblem(400, "malformed");
        Assert.All(fields, field => Assert.True(answer.Json["errors"]![field] is JsonArray, answer.Text));
        (await server.Get($"/v1/locations/{id}")).IsProblem(404, "unknown-location");
    }

    [Fact]
    public async Task Location_WithoutHours_IsAlwaysOpen()
    {
        var sku = ApiServer.Fresh("always");
        await server.Describe($"{sku}-0", 0.1);
        await server.Receive(sku, $"{sku}-0", 3);

        var promise = (await server.Promise(Stores.Body(sku, 1, ""","methods":["pickup"]"""))).Json;

        Assert.InRange((DateTimeOffset)promise["options"]![0]!["slot"]!["start"]! - DateTimeOffset.UtcNow, TimeSpan.FromHours(-1), TimeSpan.FromHours(3));
    }

    [Fact]
    public async Task Location_WithCapacityForNobody_SaysThatThatIsWhy()
    {
        var sku = ApiServer.Fresh("full");
        await server.Describe($"{sku}-0", 0.1, perSlot: 0);
        await server.Describe($"{sku}-1", 0.2);
        await server.Receive(sku, $"{sku}-0", 3);
        await server.Receive(sku, $"{sku}-1", 3);

        var promise = (await server.Promise(Stores.Body(sku, 1, ""","methods":["pickup"],"hold":true,"rejectedMax":200"""))).Json;

        Assert.Equal($"{sku}-1", Stores.Location(promise["options"]![0]!));
        Assert.NotNull((string?)promise["reservationId"]);
        var rejected = promise["rejected"]!.AsArray().Single(one => (string)one!["locationId"]! == $"{sku}-0")!;
        Assert.Contains("no-capacity", rejected["reasons"]!.AsArray().Select(reason => (string)reason!));
    }

    [Fact]
    public async Task Location_WithCapacityForNobodyThatIsTheOnlyOne_HoldsNothing()
    {
        var sku = ApiServer.Fresh("none");
        await server.Describe($"{sku}-0", 0.1, perSlot: 0);
        await server.Receive(sku, $"{sku}-0", 3);

        var promise = (await server.Promise(Stores.Body(sku, 1, ""","methods":["pickup"],"hold":true"""))).Json;

        Assert.Equal(("backorder", "nothing-to-hold", null), ((string)promise["options"]![0]!["tier"]!, (string?)promise["notHeldBecause"], promise["reservationId"]));
    }

    [Fact]
    public async Task Lines_AHundredSkus_ArePromisedOrderedAndReservedAndOneMoreIsRefused()
    {
        var sku = ApiServer.Fresh("many");
        await server.Describe($"{sku}-0", 0.1);
        await Task.WhenAll(Enumerable.Range(0, 101).Select(i => server.Receive($"{sku}-{i}", $"{sku}-0", 5)));
        string Lines(int count, string more = "") => string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"sku":"{{sku}}-{{i}}","quantity":1{{more}}}"""));
        var at = $",\"locationId\":\"{sku}-0\"";
        (string Path, string Body)[] tooMany =
        [
            ("/v1/promises", $$"""{"lines":[{{Lines(101)}}],{{Place}}}"""),
            ("/v1/orders", $$"""{"lines":[{{Lines(101)}}],"methods":["pickup"],{{Place}}}"""),
            ("/v1/reservations", $$"""{"lines":[{{Lines(101, at)}}]}"""),
        ];
        foreach (var (path, body) in tooMany)
        {
            var refused = await server.Post(path, body);
            refused.IsProblem(400, "too-many-lines");
            Assert.True(refused.Json["errors"]!["lines"] is JsonArray, refused.Text);
        }

        var promise = await server.Promise($$"""{"lines":[{{Lines(100)}}],"methods":["pickup"],"hold":true,{{Place}}}""");
        Assert.Equal(100, promise.Json["options"]![0]!["fulfilments"]![0]!["lines"]!.AsArray().Count);
        Assert.NotNull((string?)promise.Json["reservationId"]);
        Assert.Equal(HttpStatusCode.Created, (await server.Post("/v1/orders", $$"""{"lines":[{{Lines(100)}}],"methods":["pickup"],{{Place}}}""")).Status);
        Assert.Equal(HttpStatusCode.Created, (await server.Post("/v1/reservations", $$"""{"lines":[{{Lines(100, at)}}]}""")).Status);
    }

    [Theory]
    [InlineData("""{"lines":[{"sku":"S","quantity":1}],"methods":["delivery"]}""", 400, "destination")]
    [InlineData("""{"lines":[{"sku":"S","quantity":1}],"methods":["delivery"],"destination":{}}""", 400, "destination.latitude")]
    [InlineData("""{"lines":[{"sku":"S","quantity":1}],"methods":["delivery"],"destination":{"postalCode":"99999"}}""", 400, "destination.postalCode")]
    [InlineData("""{"lines":[{"sku":"S","quantity":1}],"methods":["delivery"],"destination":{"postalCode":"abc"}}""", 400, "destination.postalCode")]
    [InlineData("""{"lines":[{"sku":"S","quantity":-1}],"methods":["pickup"],"destination":{"latitude":33,"longitude":-97}}""", 400, "lines[0].quantity")]
    public async Task Request_ThatCannotBeRouted_NamesTheFieldOfAPromiseAndOfAnOrder(string body, int status, string field)
    {
        foreach (var path in new[] { "/v1/promises", "/v1/orders" })
        {
            var answer = await server.Post(path, body);
            Assert.Equal((path, status), (path, (int)answer.Status));
            Assert.True(answer.Json["errors"]![field] is JsonArray, $"{path}: {answer.Text}");
        }
    }

    [Theory]
    [InlineData("parcel")]
    [InlineData("deliveryKm")]
    [InlineData("pickupKm")]
    [InlineData("pickedLine")]
    [InlineData("backlog")]
    [InlineData("waitHour")]
    [InlineData("lateHour")]
    [InlineData("failedPick")]
    [InlineData("stockOut")]
    public async Task Policy_WithAWeightBelowZero_IsRefusedByField(string weight)
    {
        var answer = await server.Put("/v1/routing/policy", $$"""{"weights":{"{{weight}}":-0.001} }""");

        answer.IsProblem(400, "invalid-policy");
        Assert.True(answer.Json["errors"]![$"weights.{weight}"] is JsonArray, answer.Text);
    }

    /// <summary>Two rules that no location could keep, in whatever words: a kind that must be and must not be, two carriers that must be alone.</summary>
    [Theory]
    [InlineData("""{"rules":[{"id":"a","effect":"require","where":{"kinds":["store"]}},{"id":"b","effect":"forbid","where":{"kinds":["store"]}}]}""", "rules[1]")]
    [InlineData("""{"rules":[{"id":"a","effect":"require","where":{"regions":["TX"]}},{"id":"b","effect":"require","where":{"regions":["LA"]}}]}""", "rules[1]")]
    [InlineData("""{"rules":[{"id":"a","effect":"require","carriers":["ground"]},{"id":"b","effect":"forbid","carriers":["ground"]}]}""", "rules[1]")]
    [InlineData("""{"limits":{"pickupKmMax":-1}}""", "limits.pickupKmMax")]
    [InlineData("""{"limits":{"fulfilmentsMax":0}}""", "limits.fulfilmentsMax")]
    public async Task Policy_ThatContradictsItself_IsRefusedByField(string body, string field)
    {
        var answer = await server.Put("/v1/routing/policy", body);

        answer.IsProblem(400, "invalid-policy");
        Assert.True(answer.Json["errors"]![field] is JsonArray, answer.Text);
    }
}
