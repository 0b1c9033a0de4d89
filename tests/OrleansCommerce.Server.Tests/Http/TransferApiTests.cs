using System.Net;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class TransferApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    [Fact]
    public async Task Transfer_FromPlanToReceipt_GoodsGoAndWhatIsMissingIsLost()
    {
        var (sku, from, to) = await Stocked(5);
        var id = ApiServer.Fresh("t");
        var body = Body(id, sku, from, to, 4);
        var planned = await server.Post("/v1/transfers", body);
        Assert.Equal((HttpStatusCode.Created, $"/v1/transfers/{id}", "planned"), (planned.Status, planned.Location, (string?)planned.Json["state"]));
        Assert.Equal((4, 1), ((int)(await server.Item(sku, from))["reserved"]!, (int)(await server.Item(sku, from))["available"]!));

        var shipped = await server.Post($"/v1/transfers/{id}/ship");
        Assert.Equal(("shipped", 4), ((string?)shipped.Json["state"], (int)shipped.Json["lines"]![0]!["inTransit"]!));
        Assert.Equal((1, 0), ((int)(await server.Item(sku, from))["onHand"]!, (int)(await server.Item(sku, from))["reserved"]!));
        (await server.Get($"/v1/stock/{sku}/{to}")).IsProblem(404, "unknown-stock-item");
        var expected = (await server.Get($"/v1/stock/{sku}/{to}/inbound")).Json["items"]!.AsArray();
        Assert.Equal(($"transfer/{id}", 4), ((string?)expected[0]!["inboundId"], (int)expected[0]!["outstanding"]!));

        var line = $$"""{"sku":"{{sku}}","quantity":3}""";
        var received = await server.Post($"/v1/transfers/{id}/receive", $$"""{"lines":[{{line}}]}""");
        var told = received.Json["lines"]![0]!;
        Assert.Equal(("received", 0, 3, 1), ((string?)received.Json["state"], (int)told["inTransit"]!, (int)told["received"]!, (int)told["lost"]!));
        Assert.Equal(3, (int)(await server.Item(sku, to))["onHand"]!);
        Assert.Empty((await server.Get($"/v1/stock/{sku}/{to}/inbound")).Json["items"]!.AsArray());

        // A step that is done answers with how things are; the plan, sent again, with its first answer.
        Assert.Equal(received.Text, (await server.Post($"/v1/transfers/{id}/receive")).Text);
        Assert.Equal(received.Text, (await server.Get($"/v1/transfers/{id}")).Text);
        var again = await server.Post("/v1/transfers", body);
        Assert.Equal((HttpStatusCode.OK, planned.Text), (again.Status, again.Text));
        (await server.Post("/v1/transfers", Body(id, sku, from, to, 3))).IsProblem(422, "id-reused");
        (await server.Post($"/v1/transfers/{id}/cancel")).IsProblem(409, "wrong-state");

        var records = (await server.Get($"/v1/audit/records?correlationId=transfer/{id}")).Json["items"]!.AsArray();
        var movements = records.Where(record => (string?)record!["kind"] == "stock.moved").Select(record => (string?)record!["body"]!["kind"]);
        Assert.Equal(["TransferOut", "TransferIn"], movements);
        Assert.True((bool)(await server.Get("/v1/audit/balance")).Json["balanced"]!);
    }

    [Fact]
    public async Task Plan_OfMoreThanThereIs_SaysWhatIsShortAndHoldsNothing()
    {
        var (sku, from, to) = await Stocked(5);
        var answer = await server.Post("/v1/transfers", Body(ApiServer.Fresh("t"), sku, from, to, 6));
        answer.IsProblem(409, "insufficient-stock");
        var shortfall = answer.Json["shortfalls"]![0]!;
        Assert.Equal((sku, from, 6, 5), ((string)shortfall["sku"]!, (string)shortfall["locationId"]!, (int)shortfall["requested"]!, (int)shortfall["available"]!));
        Assert.Equal(0, (int)(await server.Item(sku, from))["reserved"]!);
    }

    [Fact]
    public async Task Plan_WithoutAnId_TheServerMakesOneAndAKeyMakesARetrySafe()
    {
        var (sku, from, to) = await Stocked(5);
        var body = Body(null, sku, from, to, 2);
        var ids = new List<string>();
        foreach (var key in new[] { "k-1", "k-1", null })
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/v1/transfers") { Content = new StringContent(body, null, "application/json") };
            if (key is not null)
            {
                request.Headers.TryAddWithoutValidation("Idempotency-Key", $"{sku}.{key}");
            }

            ids.Add((string)(await server.Send(request)).Json["transferId"]!);
        }

        Assert.Equal((ids[0], 2), (ids[1], ids.Distinct().Count()));
        Assert.Equal(4, (int)(await server.Item(sku, from))["reserved"]!);
    }

    [Fact]
    public async Task Cancel_OfAPlannedOne_GivesTheUnitsBack()
    {
        var (sku, from, to) = await Stocked(5);
        var id = ApiServer.Fresh("t");
        await server.Post("/v1/transfers", Body(id, sku, from, to, 5));
        Assert.Equal("cancelled", (string?)(await server.Post($"/v1/transfers/{id}/cancel")).Json["state"]);
        Assert.Equal(HttpStatusCode.OK, (await server.Post($"/v1/transfers/{id}/cancel")).Status);
        (await server.Post($"/v1/transfers/{id}/ship")).IsProblem(409, "wrong-state");
        Assert.Equal(5, (int)(await server.Item(sku, from))["available"]!);
    }

    [Fact]
    public async Task Receive_OfMoreThanWasShipped_IsRefused()
    {
        var (sku, from, to) = await Stocked(5);
        var id = ApiServer.Fresh("t");
        await server.Post("/v1/transfers", Body(id, sku, from, to, 2));
        (await server.Post($"/v1/transfers/{id}/receive")).IsProblem(409, "wrong-state");
        await server.Post($"/v1/transfers/{id}/ship");
        (await server.Post($"/v1/transfers/{id}/receive", $$"""{"lines":[{"sku":"{{sku}}","quantity":3}]}""")).IsProblem(409, "more-than-shipped");
        (await server.Post($"/v1/transfers/{id}/receive", """{"lines":[{"sku":"elsewhere","quantity":1}]}""")).IsProblem(409, "more-than-shipped");
        Assert.Equal("received", (string?)(await server.Post($"/v1/transfers/{id}/receive", "{}")).Json["state"]);
    }

    [Theory]
    [InlineData("""{"from":"a","to":"a","lines":[{"sku":"s","quantity":1}]}""", "malformed", "to")]
    [InlineData("""{"to":"a","lines":[{"sku":"s","quantity":1}]}""", "malformed", "from")]
    [InlineData("""{"from":"a b","to":"a","lines":[{"sku":"s","quantity":1}]}""", "invalid-id", "from")]
    [InlineData("""{"from":"a","to":"b","lines":[]}""", "no-lines", "lines")]
    [InlineData("""{"from":"a","to":"b"}""", "no-lines", "lines")]
    [InlineData("""{"from":"a","to":"b","lines":[null]}""", "malformed", "lines[0].sku")]
    [InlineData("""{"from":"a","to":"b","lines":[{"sku":"s","quantity":0}]}""", "invalid-quantity", "lines[0].quantity")]
    [InlineData("""{"from":"a","to":"b","lines":[{"sku":"s","quantity":1000001}]}""", "invalid-quantity", "lines[0].quantity")]
    [InlineData("""{"from":"a","to":"b","lines":[{"sku":"s","quantity":600000},{"sku":"s","quantity":600000}]}""", "invalid-quantity", "lines")]
    [InlineData("""{"from":"a","to":"b","lines":[{"sku":"s","quantity":1}],"expectedAt":"soon"}""", "malformed", "expectedAt")]
    [InlineData("""{"from":"a","to":"b","lines":[{"sku":"s","quantity":1}],"transferId":"a/b"}""", "invalid-id", "transferId")]
    public async Task Plan_WrongField_Named(string body, string code, string field)
    {
        var answer = await server.Post("/v1/transfers", body);
        answer.IsProblem(400, code);
        Assert.NotNull(answer.Json["errors"]![field]);
    }

    [Fact]
    public async Task Transfers_InPages_OfOneLocationAndState()
    {
        var (sku, from, to) = await Stocked(9);
        var ids = Enumerable.Range(0, 5).Select(i => $"page-{sku}-{i}").ToList();
        foreach (var id in ids)
        {
            await server.Post("/v1/transfers", Body(id, sku, from, to, 1));
        }

        await server.Post($"/v1/transfers/{ids[2]}/ship");
        Assert.Equal(ids, await List($"location={to}"));
        Assert.Equal([ids[2]], await List($"location={to}&state=shipped"));
        (await server.Get("/v1/transfers?state=lost")).IsProblem(400, "malformed");
        (await server.Get($"/v1/transfers/{ApiServer.Fresh("t")}")).IsProblem(404, "unknown-transfer");
        (await server.Post($"/v1/transfers/{ApiServer.Fresh("t")}/ship")).IsProblem(404, "unknown-transfer");
    }

    private async Task<List<string>> List(string filter)
    {
        var found = new List<string>();
        for (var after = ""; after is not null;)
        {
            var page = (await server.Get($"/v1/transfers?limit=2&{filter}{after}")).Json;
            found.AddRange(page["items"]!.AsArray().Select(item => (string)item!["transferId"]!));
            after = page["next"] is JsonValue next ? $"&after={next}" : null;
        }

        return found;
    }

    private async Task<(string Sku, string From, string To)> Stocked(long quantity)
    {
        var (sku, from, to) = (ApiServer.Fresh("sku"), ApiServer.Fresh("wh"), ApiServer.Fresh("st"));
        await server.Receive(sku, from, quantity);
        return (sku, from, to);
    }

    private static string Body(string? id, string sku, string from, string to, long quantity) => new JsonObject
    {
        ["transferId"] = id,
        ["from"] = from,
        ["to"] = to,
        ["lines"] = new JsonArray(new JsonObject { ["sku"] = sku, ["quantity"] = quantity }),
    }.ToJsonString();
}
