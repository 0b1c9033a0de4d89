using System.Net;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Http;

/// <summary>Orders as a checkout and a store see them.</summary>
public sealed class OrderApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    [Fact]
    public async Task Order_FromAHeldPromise_GoesThroughEveryStep()
    {
        var sku = await Sku(5);
        var promise = (await server.Promise(Stores.Body(sku, 2, ""","methods":["pickup"],"hold":true"""))).Json;
        var id = ApiServer.Fresh("o");
        var body = $$"""{"orderId":"{{id}}","customerId":"c-9","channel":"app","promiseId":"{{promise["promiseId"]}}","optionId":"{{promise["promiseId"]}}.1"}""";

        var placed = await server.Post("/v1/orders", body);

        Assert.Equal((HttpStatusCode.Created, $"/v1/orders/{id}"), (placed.Status, placed.Location));
        var order = placed.Json;
        Assert.Equal((id, "open", "c-9", "app"), ((string)order["orderId"]!, (string)order["state"]!, (string)order["customerId"]!, (string)order["channel"]!));
        var fulfilment = Assert.Single(order["fulfilments"]!.AsArray())!;
        var fid = (string)fulfilment["fulfilmentId"]!;
        Assert.Equal((sku, "pickup", "assigned", 2), ((string)fulfilment["locationId"]!, (string)fulfilment["method"]!, (string)fulfilment["state"]!, (int)fulfilment["lines"]![0]!["quantity"]!));
        Assert.Equal((string)promise["options"]![0]!["slot"]!["start"]!, (string)fulfilment["slot"]!["start"]!);
        Assert.Contains(order["history"]!.AsArray(), entry => (string)entry!["what"]! == "placed");
        var again = await server.Post("/v1/orders", body);
        Assert.Equal((HttpStatusCode.OK, placed.Text), (again.Status, again.Text));
        (await server.Post("/v1/orders", body.Replace("c-9", "c-8", StringComparison.Ordinal))).IsProblem(422, "id-reused");
        (await server.Post($"/v1/fulfilments/{fid}/collect")).IsProblem(409, "wrong-state");

        foreach (var (step, state) in new[] { ("accept", "accepted"), ("pick", "picking"), ("pack", "packed"), ("ready", "readyForPickup"), ("collect", "collected") })
        {
            Assert.Equal(state, (string)(await server.Post($"/v1/fulfilments/{fid}/{step}")).Json["state"]!);
            Assert.Equal(state, (string)(await server.Post($"/v1/fulfilments/{fid}/{step}")).Json["state"]!);
        }

        Assert.Equal("completed", (string)(await server.Get($"/v1/orders/{id}")).Json["state"]!);
        Assert.Equal((3, 0), ((int)(await server.Item(sku, sku))["onHand"]!, (int)(await server.Item(sku, sku))["reserved"]!));
        var listed = (await server.Get($"/v1/locations/{sku}/fulfilments?state=collected")).Json["items"]!.AsArray();
        Assert.Equal(fid, (string)Assert.Single(listed)!["fulfilmentId"]!);
        Assert.Empty((await server.Get($"/v1/locations/{sku}/fulfilments?state=assigned")).Json["items"]!.AsArray());
        (await server.Post($"/v1/orders/{id}/cancel")).IsProblem(409, "wrong-state");
    }

    [Fact]
    public async Task Order_RejectedByTheOnlyStore_WaitsForStockWithoutHoldingAny()
    {
        var sku = await Sku(5);
        var id = await Place(sku, "delivery");
        var rejected = await server.Post($"/v1/fulfilments/{id}.1/reject", """{"reason":"no-staff"}""");

        Assert.Equal(("rejected", "no-staff"), ((string)rejected.Json["state"]!, (string)rejected.Json["reason"]!));
        var order = (await server.Get($"/v1/orders/{id}")).Json;
        Assert.Equal(("backordered", 2), ((string)order["state"]!, (int)order["backordered"]![0]!["quantity"]!));
        Assert.Equal(0, (int)(await server.Item(sku, sku))["reserved"]!);
        Assert.Equal("cancelled", (string)(await server.Post($"/v1/orders/{id}/cancel", """{"reason":"too long"}""")).Json["state"]!);
    }

    [Fact]
    public async Task Order_WhenAssigned_SaysWhyThere()
    {
        var order = (await server.Get($"/v1/orders/{await Place(await Sku(5), "pickup")}")).Json;

        var assigned = order["history"]!.AsArray().Single(entry => ((string)entry!["what"]!).StartsWith("assigned ", StringComparison.Ordinal))!;
        Assert.Contains("nearest-with-stock", (string)assigned["why"]!, StringComparison.Ordinal);
        Assert.All(order["history"]!.AsArray(), entry => Assert.True(entry!.AsObject().ContainsKey("why")));
    }

    [Fact]
    public async Task Pick_OfOneSkuInTwoLines_IsTheirSum()
    {
        var sku = await Sku(5);
        var id = await Place(sku, "delivery");
        await server.Post($"/v1/fulfilments/{id}.1/accept");
        var picked = await server.Post($"/v1/fulfilments/{id}.1/pick", $$"""{"lines":[{"sku":"{{sku}}","picked":1},{"sku":"{{sku}}","picked":1}]}""");

        Assert.Equal((HttpStatusCode.OK, "picking", 2), (picked.Status, (string)picked.Json["state"]!, (int)picked.Json["lines"]![0]!["quantity"]!));
        Assert.Equal(5, (int)(await server.Item(sku, sku))["onHand"]!);
    }

    [Fact]
    public async Task Return_MoreThanWasSold_IsRefusedAndTheRestIsGraded()
    {
        var sku = await Sku(5);
        var id = await Place(sku, "delivery");
        foreach (var step in new[] { "accept", "pick", "pack", "ship", "deliver" })
        {
            await server.Post($"/v1/fulfilments/{id}.1/{step}");
        }

        string Body(string returnId, string lines) => $$"""{"returnId":"{{returnId}}","locationId":"{{sku}}","lines":[{{lines}}]}""";
        string Line(int quantity, string condition) => $$"""{"sku":"{{sku}}","quantity":{{quantity}},"condition":"{{condition}}"}""";
        (await server.Post($"/v1/orders/{id}/returns", Body("r-1", Line(3, "resaleable")))).IsProblem(409, "too-many-units");
        var graded = await server.Post($"/v1/orders/{id}/returns", Body("r-2", $"{Line(1, "resaleable")},{Line(1, "damaged")}"));

        Assert.Equal(HttpStatusCode.OK, graded.Status);
        Assert.Equal(4, (int)(await server.Item(sku, sku))["available"]!);
        (await server.Post($"/v1/orders/{id}/returns", Body("r-3", Line(1, "damaged")))).IsProblem(409, "too-many-units");
        (await server.Post($"/v1/orders/{id}/returns", Body("r-4", Line(1, "wet")))).IsProblem(400, "malformed");
        Assert.True((bool)(await server.Get("/v1/audit/balance")).Json["balanced"]!);
    }

    [Theory]
    [InlineData("""{"orderId":"o-x"}""", "promiseId")]
    [InlineData("""{"promiseId":"p-1","reservationId":"r-1"}""", "promiseId")]
    [InlineData("""{"lines":[{"sku":"a","quantity":1}],"methods":["delivery"]}""", "destination")]
    [InlineData("""{"lines":[{"sku":"a","quantity":0}],"destination":{"postalCode":"75090"}}""", "lines[0].quantity")]
    [InlineData("""{"lines":[{"sku":"a","quantity":1}],"destination":{"postalCode":"00000"}}""", "destination.postalCode")]
    [InlineData("""{"reservationId":"r-1","optionId":"p-1.1"}""", "optionId")]
    public async Task Place_BadInput_NamesTheField(string body, string field)
    {
        var answer = await server.Post("/v1/orders", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.True(answer.Json["errors"]!.AsObject().ContainsKey(field), answer.Text);
    }

    [Fact]
    public async Task Unknown_OrderFulfilmentPromiseOrReservation_Is404()
    {
        (await server.Get("/v1/orders/nobody")).IsProblem(404, "unknown-order");
        (await server.Post("/v1/orders/nobody/cancel")).IsProblem(404, "unknown-order");
        (await server.Post("/v1/fulfilments/nobody.1/accept")).IsProblem(404, "unknown-fulfilment");
        (await server.Post("/v1/fulfilments/nobody/accept")).IsProblem(404, "unknown-fulfilment");
        (await server.Post("/v1/orders", """{"promiseId":"p-nobody"}""")).IsProblem(404, "unknown-promise");
        (await server.Post("/v1/orders", """{"reservationId":"r-nobody"}""")).IsProblem(404, "unknown-reservation");
    }

    /// <summary>The SKU's only store has its name.</summary>
    private async Task<string> Sku(int units)
    {
        var sku = ApiServer.Fresh("s");
        await server.Describe(sku, 0.1);
        var receipt = await server.Post($"/v1/stock/{sku}/{sku}/movements", $$"""{"movementId":"m-1","kind":"receipt","quantity":{{units}}}""");
        Assert.Equal(HttpStatusCode.OK, receipt.Status);
        return sku;
    }

    private async Task<string> Place(string sku, string method)
    {
        var id = ApiServer.Fresh("o");
        var body = JsonNode.Parse(Stores.Body(sku, 2, $$""","methods":["{{method}}"],"orderId":"{{id}}" """))!;
        var placed = await server.Post("/v1/orders", body.ToJsonString());
        Assert.True(placed.Status == HttpStatusCode.Created, placed.Text);
        return id;
    }
}
