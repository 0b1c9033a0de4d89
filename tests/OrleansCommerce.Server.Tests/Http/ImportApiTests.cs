using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class ImportApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    [Fact]
    public async Task Ndjson_WithBadLines_EachRejectsItselfOnly()
    {
        var (sku, place) = (ApiServer.Fresh("sku"), ApiServer.Fresh("store"));
        var lines = new[]
        {
            Line("m-1", sku, place, "receipt", 10),
            "not json",
            "",
            Line("m-2", sku, place, "sale", 0),
            Line("m-3", "..", place, "sale", 1),
            Line("m-4", sku, place, "damage", 11),
            $"{{\"pad\":\"{new string('x', 70_000)}\"}}",
            Line("m-1", sku, place, "receipt", 11),
            Line("m-5", sku, place, "sale", 3),
            "null",
        };
        var report = await Import(string.Join('\n', lines), "application/x-ndjson");
        Assert.Equal((2, 7), ((int)report["accepted"]!, (int)report["rejected"]!));
        Assert.Equal(
            ["2 malformed", "4 invalid-quantity", "5 invalid-id", "6 insufficient-stock", "7 line-too-long", "8 id-reused", "10 malformed"],
            report["errors"]!.AsArray().Select(error => $"{(int)error!["line"]!} {(string)error["code"]!}"));
        Assert.Equal(7, (int)(await server.Item(sku, place))["onHand"]!);
    }

    [Fact]
    public async Task Csv_WithQuotesAndBadLines_EachRejectsItselfOnly()
    {
        var (sku, place) = (ApiServer.Fresh("sku"), ApiServer.Fresh("store"));
        var csv = $""""
            movementId,Sku,locationId,kind,quantity,reason,unknown,occurredAt,expectedVersion
            c-1,{sku},{place},receipt,10,"po, ""7""",x,2026-11-22T10:00:00Z,
            c-2,{sku},{place},receipt,ten,,,,
            c-3,{sku},{place},receipt,1,"open,,,
            c-4,{sku},{place}
            "c-5","{sku}","{place}","count","4","","","","1"
            c-6,{sku},{place},sale,-1,,,,
            """";
        var report = await Import("\uFEFF" + csv.ReplaceLineEndings("\r\n"), "text/csv; charset=utf-8");
        Assert.Equal(
            ["3 malformed", "4 malformed", "5 malformed", "7 invalid-quantity"],
            report["errors"]!.AsArray().Select(error => $"{(int)error!["line"]!} {(string)error["code"]!}"));
        Assert.Equal((2, 4), ((int)report["accepted"]!, (int)(await server.Item(sku, place))["onHand"]!));
    }

    [Fact]
    public async Task Csv_ALineBreakInsideQuotes_IsNoRecordOfItsOwn()
    {
        var (sku, place) = (ApiServer.Fresh("sku"), ApiServer.Fresh("store"));
        var report = await Import(
            $"movementId,sku,locationId,kind,quantity,reason\nq-1,{sku},{place},receipt,1,\"a\nq-2,{sku},{place},receipt,100,b\"\nq-3,{sku},{place},receipt,2,\n", "text/csv");
        Assert.Equal(2, (int)Assert.Single(report["errors"]!.AsArray())!["line"]!);
        Assert.Equal(2, (int)(await server.Item(sku, place))["onHand"]!);
    }

    [Theory]
    [InlineData("movementId,sku,locationId,kind\n")]
    [InlineData("movementId,sku,locationId,kind,quantity,sku\n")]
    [InlineData("")]
    [InlineData("\"movementId,sku\n")]
    public async Task Csv_WithoutAProperHeader_MalformedAsAWhole(string csv) =>
        (await server.Send(HttpMethod.Post, "/v1/stock/import", csv, "text/csv")).IsProblem(400, "malformed");

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("text/csv; charset=latin1")]
    public async Task Import_OfAnotherType_Unsupported(string type) =>
        (await server.Send(HttpMethod.Post, "/v1/stock/import", "x", type)).IsProblem(415, "unsupported-media-type");

    [Fact]
    public async Task Import_SentAgain_ChangesNothing()
    {
        var (sku, place) = (ApiServer.Fresh("sku"), ApiServer.Fresh("store"));
        var lines = string.Join('\n', Enumerable.Range(1, 50).Select(i => Line($"a-{i}", sku, place, "receipt", i)));
        var first = await Import(lines, "application/x-ndjson");
        var second = await Import(lines, "application/x-ndjson");
        Assert.Equal((50, 50), ((int)first["accepted"]!, (int)second["accepted"]!));
        var item = await server.Item(sku, place);
        Assert.Equal((1275, 50), ((int)item["onHand"]!, (int)item["version"]!));
    }

    [Fact]
    public async Task Import_LinesOfOneItem_AppliedInTheirOrder()
    {
        // Each count replaces the one before, and between them lie lines of many other items: only their order makes the last one win.
        var items = Enumerable.Range(0, 20).Select(i => (Sku: ApiServer.Fresh("sku"), Place: $"o-{i}")).ToList();
        var lines = Enumerable.Range(1, 30).SelectMany(round => items.Select(item => Line($"c-{round}", item.Sku, item.Place, "count", round)));
        var report = await Import(string.Join('\n', lines), "application/x-ndjson");
        Assert.Equal(600, (int)report["accepted"]!);
        foreach (var item in items)
        {
            Assert.Equal(30, (int)(await server.Item(item.Sku, item.Place))["onHand"]!);
        }
    }

    [Fact]
    public async Task Import_FarLargerThanABody_IsStreamedAndListsAThousandErrors()
    {
        var sku = ApiServer.Fresh("sku");
        var text = new StringBuilder();
        for (var i = 1; i <= 30_000; i++)
        {
            text.Append(i % 10 == 0 ? "{}" : Line($"b-{i}", sku, $"w-{i % 300}", "receipt", 1)).Append('\n');
        }

        Assert.True(text.Length > 2 << 20);
        var report = await Import(text.ToString(), "application/x-ndjson");
        Assert.Equal((27_000, 3_000, 1_000), ((int)report["accepted"]!, (int)report["rejected"]!, report["errors"]!.AsArray().Count));
        Assert.Equal([10, 20, 30], report["errors"]!.AsArray().Take(3).Select(error => (int)error!["line"]!));
        Assert.True((bool)(await server.Get("/v1/audit/balance")).Json["balanced"]!);
    }

    private async Task<JsonNode> Import(string body, string type)
    {
        var answer = await server.Send(HttpMethod.Post, "/v1/stock/import", body, type);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }

    private static string Line(string id, string sku, string place, string kind, long quantity) =>
        $$"""{"movementId":"{{id}}","sku":"{{sku}}","locationId":"{{place}}","kind":"{{kind}}","quantity":{{quantity}}}""";
}
