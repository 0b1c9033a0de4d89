using System.Net;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Http;

/// <summary>The policy over HTTP, what it changes at once, and what another one would have done.</summary>
public sealed class RoutingApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    [Fact]
    public async Task Policy_PutWhileRunning_HoldsFromTheNextPromiseOn()
    {
        var sku = ApiServer.Fresh("policy");
        await server.Describe($"{sku}-a", 0.1);
        await server.Describe($"{sku}-b", 0.2);
        await server.Receive(sku, $"{sku}-a", 10);
        await server.Receive(sku, $"{sku}-b", 10);
        var body = Stores.Body(sku, 1, ""","methods":["pickup"]""");
        Assert.Equal($"{sku}-a", Stores.Location((await server.Promise(body)).Json["options"]![0]!));
        var before = (await server.Get("/v1/routing/policy")).Json;

        var forbidding = $$"""{"version":{{before["version"]}},"rules":[{"id":"not-a","effect":"forbid","where":{"locationIds":["{{sku}}-a"] } }]}""";
        var put = await server.Put("/v1/routing/policy", forbidding);

        Assert.Equal((HttpStatusCode.OK, (int)before["version"]! + 1, "anonymous"), (put.Status, (int)put.Json["version"]!, (string)put.Json["putBy"]!));
        var promise = (await server.Promise(body)).Json;
        Assert.Equal(($"{sku}-b", (int)put.Json["version"]!), (Stores.Location(promise["options"]![0]!), (int)promise["policyVersion"]!));
        var rejected = promise["rejected"]!.AsArray().Single(one => (string)one!["locationId"]! == $"{sku}-a");
        Assert.Equal("rule:not-a", (string)rejected!["reasons"]![0]!);
        (await server.Put("/v1/routing/policy", """{"version":1,"limits":{"pickupKmMax":1}}""")).IsProblem(409, "version-mismatch");

        await Replay(sku, (int)put.Json["version"]!);
        var back = put.Json.AsObject();
        back.Remove("rules");
        Assert.Equal(HttpStatusCode.OK, (await server.Put("/v1/routing/policy", back.ToJsonString())).Status);
    }

    /// <summary>Both requests above, with and without the rule: without it the first store would have them.</summary>
    private async Task Replay(string sku, int version)
    {
        var answer = await server.Post("/v1/routing/replays", """{"policy":{},"count":10}""");

        Assert.Equal((HttpStatusCode.OK, version), (answer.Status, (int)answer.Json["currentVersion"]!));
        Assert.True((int)answer.Json["requests"]! >= 2);
        Assert.Equal((int)answer.Json["requests"]!, (int)answer.Json["changed"]!);
        var (current, proposed) = (answer.Json["current"]!, answer.Json["proposed"]!);
        Assert.True((double)proposed["distanceKm"]! < (double)current["distanceKm"]! && (double)proposed["cost"]! < (double)current["cost"]!);
        var location = answer.Json["locations"]!.AsArray().Single(one => (string)one!["locationId"]! == $"{sku}-a")!;
        Assert.Equal((0, (int)answer.Json["requests"]!), ((int)location["currentServed"]!, (int)location["proposedServed"]!));
        Assert.Equal((int)answer.Json["requests"]!, (int)location["currentRefused"]!);
        Assert.Equal("pickup", (string)answer.Json["differences"]![0]!["proposed"]!["method"]!);
    }

    [Theory]
    [InlineData("""{"weights":{"parcel":-1}}""", "weights.parcel")]
    [InlineData("""{"ladder":["up"]}""", "ladder[0]")]
    [InlineData("""{"limits":{"fulfilmentsMax":1,"linePartsMax":2}}""", "limits.linePartsMax")]
    [InlineData("""{"rules":[{"id":"a","effect":"sometimes","where":{"regions":["TX"]}}]}""", "rules[0].effect")]
    [InlineData("""{"rules":[{"id":"a","effect":"require","where":{"regions":["TX"]}},{"id":"b","effect":"forbid","where":{"regions":["TX"]}}]}""", "rules[1]")]
    [InlineData("""{"carriers":[{"name":"ground"},{"name":"ground"}]}""", "carriers[1].name")]
    [InlineData("""{"rejections":[{"reason":"bored","minutes":5}]}""", "rejections[0].reason")]
    public async Task Policy_ThatCannotBeFollowed_NamesTheFieldAndChangesNothing(string body, string field)
    {
        var before = (await server.Get("/v1/routing/policy")).Text;

        var answer = await server.Put("/v1/routing/policy", body);
        answer.IsProblem(400, "invalid-policy");
        Assert.True(answer.Json["errors"]![field] is JsonArray, answer.Text);
        var replay = await server.Post("/v1/routing/replays", $$"""{"policy":{{body}}}""");
        replay.IsProblem(400, "invalid-policy");
        Assert.True(replay.Json["errors"]![$"policy.{field}"] is JsonArray, replay.Text);
        Assert.Equal(before, (await server.Get("/v1/routing/policy")).Text);
    }

    [Theory]
    [InlineData("""{"weight":{"parcel":1}}""", "weight")]
    [InlineData("""{"weights":{"parcels":1}}""", "weights.parcels")]
    [InlineData("""{"rules":[{"id":"a","effect":"require","were":{"regions":["TX"]}}]}""", "rules[0].were")]
    public async Task Policy_WithAFieldThatThereIsNot_NamesItAndChangesNothing(string body, string field)
    {
        var before = (await server.Get("/v1/routing/policy")).Text;

        var answer = await server.Put("/v1/routing/policy", body);
        answer.IsProblem(400, "malformed");
        Assert.True(answer.Json["errors"]![field] is JsonArray, answer.Text);
        Assert.Equal(before, (await server.Get("/v1/routing/policy")).Text);
        Assert.Equal(HttpStatusCode.OK, (await server.Put("/v1/routing/policy", before)).Status);
    }

    [Fact]
    public async Task Policy_IfMatch_IsTheVersionThatWasSeen()
    {
        var request = new HttpRequestMessage(HttpMethod.Put, "/v1/routing/policy")
        {
            Content = new StringContent("""{"limits":{"pickupKmMax":3}}""", null, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "\"99\"");

        (await server.Send(request)).IsProblem(409, "version-mismatch");
    }

    [Fact]
    public async Task Confidence_AfterACountThatSurprised_SaysHowFarTheFigureIsTrusted()
    {
        var sku = ApiServer.Fresh("counted");
        await server.Receive(sku, "store", 10);
        await server.Post($"/v1/stock/{sku}/store/movements", """{"movementId":"c-1","kind":"count","quantity":5}""");

        var confidence = (await server.Get($"/v1/skus/{sku}/confidence")).Json;

        var store = Assert.Single(confidence["locations"]!.AsArray())!;
        Assert.Equal(("store", 80), ((string)store["locationId"]!, (int)store["percent"]!));
    }
}
