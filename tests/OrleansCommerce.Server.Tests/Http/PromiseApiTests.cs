using System.Net;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Http;

/// <summary>Promises as a checkout sees them.</summary>
public sealed class PromiseApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    [Fact]
    public async Task Promise_TwoStores_HasTheShapeOfTheContract()
    {
        var sku = await Sku((0.1, 5), (0.2, 1), (0.3, 5));

        var promise = await Made(Stores.Body(sku, 2, ""","methods":["pickup"],"rejectedMax":200"""));

        Assert.NotNull((string?)promise["promiseId"]);
        var options = promise["options"]!.AsArray();
        Assert.Equal([$"{sku}-0", $"{sku}-2"], options.Where(option => (string)option!["method"]! == "pickup").Select(option => Stores.Location(option!)));
        Assert.All(options, option => Assert.NotEmpty(option!["reasons"]!.AsArray()));
        var first = options[0]!;
        Assert.Equal(($"{promise["promiseId"]}.1", "pickup", "live"), ((string)first["optionId"]!, (string)first["method"]!, (string)first["tier"]!));
        Assert.Equal((DateTimeOffset)first["readyAt"]!, (DateTimeOffset)first["slot"]!["start"]!);
        Assert.InRange((double)first["distanceKm"]!, 11.0, 11.2);
        Assert.Equal(
            (double)first["cost"]!, first["costParts"]!.AsObject().Sum(part => (double)part.Value!), precision: 9);
        Assert.Equal((sku, 2), ((string)first["fulfilments"]![0]!["lines"]![0]!["sku"]!, (int)first["fulfilments"]![0]!["lines"]![0]!["quantity"]!));
        Assert.Contains("nearest-with-stock", first["reasons"]!.AsArray().Select(reason => (string)reason!));
        Assert.InRange(DateTimeOffset.UtcNow - (DateTimeOffset)promise["asOf"]!, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        var rejected = promise["rejected"]!.AsArray().Single(one => (string)one!["locationId"]! == $"{sku}-1")!;
        Assert.Equal((2, 1), ((int)rejected["detail"]![sku]!["requested"]!, (int)rejected["detail"]![sku]!["available"]!));
        Assert.Equal("not-enough-stock", (string)rejected["reasons"]![0]!);
        Assert.Equal(promise.ToJsonString(), (await server.Get($"/v1/promises/{promise["promiseId"]}")).Json.ToJsonString());
    }

    [Fact]
    public async Task Promise_RightAfterALocationWasDescribedAndStocked_IsServedFromThere()
    {
        var sku = ApiServer.Fresh("fresh");
        await server.Promise(Stores.Body("nobody-has-it", 1));
        for (var i = 1; i <= 5; i++)
        {
            // Nothing waits between these: each store is nearer than the one before.
            var store = $$"""
                {"name":"S","kind":"store","latitude":33.0{{6 - i}},"longitude":-97,"services":["pickup"],"slotMinutes":60,"pickCapacityPerSlot":20}
                """;
            Assert.Equal(HttpStatusCode.Created, (await server.Put($"/v1/locations/{sku}-{i}", store)).Status);
            await server.Receive(sku, $"{sku}-{i}", 5);
            var promise = (await server.Promise(Stores.Body(sku, 5, ""","methods":["pickup"]"""))).Json;
            Assert.Equal($"{sku}-{i}", Stores.Location(promise["options"]![0]!));
        }
    }

    [Fact]
    public async Task Promise_Held_HoldsGoodsAndSlotOnceForOneKey()
    {
        var sku = await Sku((0.1, 5));
        var (key, body) = (ApiServer.Fresh("key"), Stores.Body(sku, 2, ""","methods":["pickup"],"hold":true,"ttlSeconds":120"""));

        var first = await server.Promise(body, key);
        var again = await server.Promise(body, key);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, first.Text), (first.Status, again.Status, again.Text));
        Assert.InRange((DateTimeOffset)first.Json["expiresAt"]! - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(120));
        var reservation = (await server.Get($"/v1/reservations/{first.Json["reservationId"]}")).Json;
        Assert.Equal(("held", 2), ((string)reservation["state"]!, (int)reservation["lines"]![0]!["quantity"]!));
        Assert.Equal((string)first.Json["options"]![0]!["slot"]!["start"]!, (string)reservation["slots"]![0]!["start"]!);
        Assert.Equal(2, (int)(await server.Item(sku, $"{sku}-0"))["reserved"]!);
        (await server.Promise(body.Replace("120", "60", StringComparison.Ordinal), key)).IsProblem(422, "id-reused");
    }

    [Fact]
    public async Task Promise_FiveHundredClientsForTheLastFivePlacesOfASlot_FiveAreHeld()
    {
        var sku = ApiServer.Fresh("last");
        await server.Describe($"{sku}-0", 0.1, perSlot: 5);
        await server.Receive(sku, $"{sku}-0", 1_000);
        var probe = await Made(Stores.Body(sku, 1, ""","methods":["pickup"]"""));
        var slot = (string)probe["options"]![0]!["slot"]!["start"]!;
        var body = Stores.Body(sku, 1, $$""","methods":["pickup"],"hold":true,"wantedBy":"{{slot}}","rejectedMax":0""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => server.Promise(body)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        var held = answers.Where(answer => answer.Json["reservationId"] is not null).ToList();
        Assert.Equal(5, held.Count(answer => (string)answer.Json["options"]![0]!["slot"]!["start"]! == slot));
        Assert.Equal(held.Count, (int)(await server.Item(sku, $"{sku}-0"))["reserved"]!);
        Assert.True((bool)(await server.Get("/v1/audit/balance")).Json["balanced"]!);
    }

    [Fact]
    public async Task Promise_WhatNobodyHas_WaitsForStockAndHoldsNothing()
    {
        var sku = await Sku((0.1, 5));

        var promise = await Made(Stores.Body(sku, 500, ""","hold":true"""));

        Assert.Equal("backorder", (string)promise["options"]![0]!["tier"]!);
        Assert.Equal(("nothing-to-hold", null), ((string?)promise["notHeldBecause"], promise["reservationId"]));
    }

    [Fact]
    public async Task Promise_ThatCannotBeMet_IsAnAnswerWithReasons()
    {
        var sku = ApiServer.Fresh("closed");
        await server.Describe($"{sku}-0", 0.1, services: "\"returns\"");
        await server.Receive(sku, $"{sku}-0", 5);

        var promise = await Made(Stores.Body(sku, 1, """
            ,"methods":["pickup"],"rejectedMax":200
            """));

        var rejected = promise["rejected"]!.AsArray().Single(one => (string)one!["locationId"]! == $"{sku}-0");
        Assert.Contains("no-service", rejected!["reasons"]!.AsArray().Select(reason => (string)reason!));
    }

    [Fact]
    public async Task Promise_PostalCode_IsAPlace()
    {
        var sku = await Sku((0.1, 5));

        var promise = await Made($$"""{"lines":[{"sku":"{{sku}}","quantity":1}],"methods":["delivery"],"destination":{"postalCode":"76179-1234"} }""");

        Assert.InRange((double)promise["options"]![0]!["distanceKm"]!, 1, 80);
    }

    [Theory]
    [InlineData("""{"lines":[{"sku":"S","quantity":1}]}""", 400, "malformed", "destination")]
    [InlineData("""{"lines":[{"sku":"S","quantity":1}],"destination":{"postalCode":"00000"}}""", 400, "malformed", "destination.postalCode")]
    [InlineData("""{"lines":[{"sku":"S","quantity":1}],"destination":{"postalCode":"75090","country":"FR"}}""", 400, "malformed", "destination.country")]
    [InlineData("""{"lines":[{"sku":"S","quantity":1}],"destination":{"latitude":91,"longitude":0}}""", 400, "malformed", "destination.latitude")]
    [InlineData("""{"lines":[{"sku":"S","quantity":1}],"destination":{"latitude":9}}""", 400, "malformed", "destination.longitude")]
    [InlineData("""{"lines":[],"destination":{"latitude":33,"longitude":-97}}""", 400, "no-lines", "lines")]
    [InlineData("""{"lines":[null],"destination":{"latitude":33,"longitude":-97}}""", 400, "malformed", "lines[0].sku")]
    [InlineData("""{"lines":[{"sku":"S","quantity":0}],"destination":{"latitude":33,"longitude":-97}}""", 400, "invalid-quantity", "lines[0].quantity")]
    [InlineData("""{"lines":[{"sku":"S","quantity":1}],"methods":["drone"],"destination":{"latitude":33,"longitude":-97}}""", 400, "malformed", "methods[0]")]
    [InlineData("""{"lines":[{"sku":"S","quantity":1}],"methods":[],"destination":{"latitude":33,"longitude":-97}}""", 400, "malformed", "methods")]
    [InlineData("""{"lines":[{"sku":"S","quantity":1}],"optionsMax":0,"destination":{"latitude":33,"longitude":-97}}""", 400, "malformed", "optionsMax")]
    [InlineData("""{"lines":[{"sku":"S","quantity":1}],"locationId":"nowhere"}""", 404, "unknown-location", "locationId")]
    [InlineData("""{"lines":[{"sku":"never-heard-of","quantity":1}],"destination":{"latitude":33,"longitude":-97}}""", 404, "unknown-sku", "lines[0].sku")]
    public async Task Promise_BadRequest_NamesTheField(string body, int status, string code, string field)
    {
        var answer = await server.Promise(body);

        answer.IsProblem(status, code);
        Assert.True(answer.Json["errors"]![field] is JsonArray, answer.Text);
    }

    [Fact]
    public async Task Promise_MoreThanAHundredLines_IsRefusedAndAHundredAreTaken()
    {
        var sku = await Sku((0.1, 5_000));
        string Lines(int count) => string.Join(',', Enumerable.Repeat($$"""{"sku":"{{sku}}","quantity":2}""", count));

        (await server.Promise($$"""{"lines":[{{Lines(101)}}],"destination":{"latitude":33,"longitude":-97} }""")).IsProblem(400, "too-many-lines");
        var promise = await Made($$"""{"lines":[{{Lines(100)}}],"destination":{"latitude":33,"longitude":-97} }""");

        Assert.Equal(200, (int)promise["options"]![0]!["fulfilments"]![0]!["lines"]![0]!["quantity"]!);
    }

    [Fact]
    public async Task Promise_UnknownOneOrAKeyThatIsNone_IsRefused()
    {
        (await server.Get("/v1/promises/none")).IsProblem(404, "unknown-promise");
        (await server.Promise(Stores.Body("a", 1), "not an id")).IsProblem(400, "invalid-id");
    }

    /// <summary>A SKU of its own at stores of its own, so many degrees north each.</summary>
    private async Task<string> Sku(params (double North, long Units)[] stores)
    {
        var sku = ApiServer.Fresh("sku");
        foreach (var (i, (north, units)) in stores.Index())
        {
            await server.Describe($"{sku}-{i}", north);
            await server.Receive(sku, $"{sku}-{i}", units);
        }

        return sku;
    }

    private async Task<JsonNode> Made(string body)
    {
        var answer = await server.Promise(body);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }
}
