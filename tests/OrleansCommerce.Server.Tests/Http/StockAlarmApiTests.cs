using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Http;

/// <summary>A till sale takes what an order counts on, and what nobody fulfils is seen.</summary>
public sealed class StockAlarmApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    [Fact]
    public async Task Sale_OfTheLastUnitOfAnAcceptedOrder_SendsItToAnotherStoreAndThenToTheQueue()
    {
        var sku = ApiServer.Fresh("s");
        foreach (var (store, north) in new[] { ($"{sku}-near", 0.1), ($"{sku}-far", 0.2) })
        {
            await server.Describe(store, north);
            await Move(sku, store, "receipt", 2);
        }

        var id = ApiServer.Fresh("o");
        var body = JsonNode.Parse(Stores.Body(sku, 2, $$""","methods":["pickup","backorder"],"orderId":"{{id}}" """))!;
        Assert.Equal(HttpStatusCode.Created, (await server.Post("/v1/orders", body.ToJsonString())).Status);
        await server.Post($"/v1/fulfilments/{id}.1/accept");

        await Move(sku, $"{sku}-near", "sale", 2);
        var order = await Until(id, order => Active(order) is [var at] && at == $"{sku}-far");

        Assert.Contains(order["history"]!.AsArray(), entry => (string)entry!["what"]! == $"rejected {id}.1" && (string)entry["why"]! == "stock-deficit");
        Assert.Equal(0, (int)(await server.Item(sku, $"{sku}-near"))["reserved"]!);
        await Move(sku, $"{sku}-far", "count", 0);
        order = await Until(id, order => (string)order["state"]! == "backordered");
        Assert.Equal(2, (int)order["backordered"]![0]!["quantity"]!);
        Assert.True((bool)(await server.Get("/v1/audit/balance")).Json["balanced"]!);
    }

    [Fact]
    public async Task Deficit_ThatNobodyCanBeToldOf_IsListedUntilItIsNoMore()
    {
        var (sku, store) = (ApiServer.Fresh("s"), ApiServer.Fresh("store"));
        await Move(sku, store, "receipt", 3);
        await Confirmed(sku, store, 2);
        await Move(sku, store, "sale", 2);

        Assert.Equal(1, (long)(await server.Item(sku, store))["deficit"]!);
        var listed = Assert.Single((await server.Get($"/v1/stock-deficits?locationId={store}")).Json["items"]!.AsArray())!;
        Assert.Equal((sku, 1L), ((string)listed["sku"]!, (long)listed["deficit"]!));
        await Move(sku, store, "receipt", 1);
        Assert.Empty((await server.Get($"/v1/stock-deficits?locationId={store}")).Json["items"]!.AsArray());
        Assert.Null((await server.Item(sku, store))["deficit"]);
    }

    [Fact]
    public async Task AgedHolds_OldestFirst_AreReadPageByPage()
    {
        var store = ApiServer.Fresh("store");
        var confirmed = new List<string>();
        foreach (var i in Enumerable.Range(0, 5))
        {
            var sku = i == 3 ? $"{store}-1" : $"{store}-{i}";
            await Move(sku, store, "receipt", 3);
            confirmed.Add(await Confirmed(sku, store, 1));

            // What is confirmed in one millisecond is listed by SKU.
            var moment = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            SpinWait.SpinUntil(() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() > moment);
        }

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = (await server.Get($"/v1/aged-holds?olderThanHours=0&limit=2{(next is null ? "" : $"&after={next}")}")).Json;
            seen.AddRange(page["items"]!.AsArray().Where(item => (string)item!["locationId"]! == store).Select(item => (string)item!["reservationId"]!));
            Assert.All(page["items"]!.AsArray(), item => Assert.True((long)item!["ageSeconds"]! >= 0));
            next = (string?)page["next"];
        }
        while (next is not null);

        Assert.Equal(confirmed, seen);
        Assert.DoesNotContain((await server.Get("/v1/aged-holds")).Json["items"]!.AsArray(), item => (string)item!["locationId"]! == store);
    }

    [Theory]
    [InlineData("/v1/aged-holds?olderThanHours=-1", "olderThanHours")]
    [InlineData("/v1/aged-holds?after=x", "after")]
    [InlineData("/v1/aged-holds?after=x/a/b/c", "after")]
    [InlineData("/v1/stock-deficits?after=x", "after")]
    [InlineData("/v1/stock-deficits?limit=0", "limit")]
    public async Task Lists_BadInput_NamesTheField(string address, string field)
    {
        var answer = await server.Get(address);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.True(answer.Json["errors"]!.AsObject().ContainsKey(field), answer.Text);
    }

    private static string[] Active(JsonNode order) =>
    [
        .. order["fulfilments"]!.AsArray().Where(f => (string)f!["state"]! is "assigned" or "accepted").Select(f => (string)f!["locationId"]!),
    ];

    private async Task<JsonNode> Until(string orderId, Func<JsonNode, bool> isSo)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var order = (await server.Get($"/v1/orders/{orderId}")).Json;
            if (isSo(order))
            {
                return order;
            }
        }
    }

    private async Task<string> Confirmed(string sku, string store, int units)
    {
        var id = ApiServer.Fresh("r");
        var lines = string.Create(CultureInfo.InvariantCulture, $$"""[{"sku":"{{sku}}","locationId":"{{store}}","quantity":{{units}}}]""");
        Assert.Equal(HttpStatusCode.Created, (await server.Post("/v1/reservations", $$"""{"reservationId":"{{id}}","lines":{{lines}}}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Post($"/v1/reservations/{id}/confirm")).Status);
        return id;
    }

    private async Task Move(string sku, string store, string kind, int units)
    {
        var movement = ApiServer.Fresh("m");
        var answer = await server.Post(
            $"/v1/stock/{sku}/{store}/movements", $$"""{"movementId":"{{movement}}","kind":"{{kind}}","quantity":{{units}}}""");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
    }
}
