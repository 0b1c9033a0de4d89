using System.Net;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class SupplyApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Inbound_AnnouncedAndReceivedInParts_SaysWhatIsOutstanding()
    {
        var (sku, path) = Item();
        var inbound = $"{path}/inbound/po-77";
        var body = """{"quantity":10,"expectedAt":"2031-01-05T10:00:00Z"}""";
        Assert.Equal((HttpStatusCode.Created, inbound), ((await server.Put(inbound, body)) is var first ? (first.Status, first.Location) : default));
        Assert.Equal(HttpStatusCode.OK, (await server.Put(inbound, body)).Status);
        await server.Post($"{path}/movements", """{"movementId":"m-1","kind":"receipt","quantity":3,"reason":"po-77"}""");
        await server.Post($"{path}/movements", """{"movementId":"m-2","kind":"receipt","quantity":2,"inboundId":"po-77"}""");
        await server.Post($"{path}/movements", """{"movementId":"m-2","kind":"receipt","quantity":2,"inboundId":"po-77"}""");
        var lot = Assert.Single((await server.Get($"{path}/inbound")).Json["items"]!.AsArray())!;
        Assert.Equal((sku, 10, 5, 5, false), (
            (string)lot["sku"]!, (int)lot["quantity"]!, (int)lot["received"]!, (int)lot["outstanding"]!, (bool)lot["overdue"]!));

        // An import names it in a field of its own.
        var line = $$"""{"movementId":"m-3","sku":"{{sku}}","locationId":"{{path.Split('/')[^1]}}","kind":"receipt","quantity":4,"inboundId":"po-77"}""";
        await server.Send(HttpMethod.Post, "/v1/stock/import", line, "application/x-ndjson");
        Assert.Equal(1, (int)(await server.Get(inbound)).Json["outstanding"]!);
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Delete, inbound, null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Delete, inbound, null)).Status);
        (await server.Get(inbound)).IsProblem(404, "unknown-inbound");
    }

    [Fact]
    public async Task Inbound_OfAPastDate_IsShownAsOverdueAndQuantityZeroWithdrawsIt()
    {
        var (_, path) = Item();
        await server.Put($"{path}/inbound/late", """{"quantity":10,"expectedAt":"2020-01-05T10:00:00Z"}""");
        Assert.True((bool)(await server.Get($"{path}/inbound")).Json["items"]![0]!["overdue"]!);
        Assert.Equal(HttpStatusCode.OK, (await server.Put($"{path}/inbound/late", """{"quantity":0}""")).Status);
        Assert.Empty((await server.Get($"{path}/inbound")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Inbound_InPages_EachOnce()
    {
        var (_, path) = Item();
        var ids = Enumerable.Range(0, 5).Select(i => $"po-{i}").ToList();
        foreach (var id in ids)
        {
            await server.Put($"{path}/inbound/{id}", """{"quantity":10,"expectedAt":"2031-01-05T10:00:00Z"}""");
        }

        Assert.Equal(ids, await Pages($"{path}/inbound?limit=2", item => (string)item["inboundId"]!));
    }

    [Theory]
    [InlineData("""{"expectedAt":"2031-01-05T10:00:00Z"}""", "invalid-quantity", "quantity")]
    [InlineData("""{"quantity":-1,"expectedAt":"2031-01-05T10:00:00Z"}""", "invalid-quantity", "quantity")]
    [InlineData("""{"quantity":1000000001,"expectedAt":"2031-01-05T10:00:00Z"}""", "invalid-quantity", "quantity")]
    [InlineData("""{"quantity":1}""", "malformed", "expectedAt")]
    [InlineData("""{"quantity":1,"expectedAt":"tomorrow"}""", "malformed", "expectedAt")]
    [InlineData("""{"quantity":1,"expectedAt":"2099-01-05T10:00:00Z"}""", "malformed", "expectedAt")]
    public async Task Inbound_WrongField_Named(string body, string code, string field)
    {
        var answer = await server.Put($"{Item().Path}/inbound/po-1", body);
        answer.IsProblem(400, code);
        Assert.NotNull(answer.Json["errors"]![field] ?? answer.Json["detail"]);
        Assert.Contains(field, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Movement_InboundIdWithoutAReceipt_Malformed() => (await server.Post(
        $"{Item().Path}/movements", """{"movementId":"m-1","kind":"sale","quantity":1,"inboundId":"po-1"}""")).IsProblem(400, "malformed");

    [Fact]
    public async Task Notification_StockComesBack_TheCustomerIsDueOnce()
    {
        var (sku, path) = Item();
        var (list, location) = ($"/v1/stock/{sku}/notifications", path.Split('/')[^1]);
        Assert.Equal(HttpStatusCode.Created, (await server.Post(list, """{"customerId":"c-1"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Post(list, """{"customerId":"c-1"}""")).Status);
        await server.Post(list, $$"""{"customerId":"c-2","locationId":"{{location}}"}""");
        await server.Post(list, """{"customerId":"c-3"}""");
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Delete, $"{list}/c-3", null)).Status);
        Assert.Equal(["c-1", "c-2"], await Pages($"{list}?limit=1", item => (string)item["customerId"]!));
        await server.Receive(sku, location, 1);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = new CancellationTokenSource(Patience);
        while ((await Pages($"{list}?limit=10", item => (string)item["customerId"]!)).Count > 0)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }

        var due = (await server.Get($"/v1/audit/records?stream=demand/{sku}")).Json["items"]!.AsArray()
            .Where(record => (string?)record!["kind"] == "notification.due").Select(record => record!["body"]!).ToList();
        Assert.Equal(["c-1", "c-2"], due.Select(body => (string)body["customerId"]!));
        Assert.Equal([$"{sku}:1", $"{sku}:2"], due.Select(body => (string)body["notificationId"]!));
        (await server.Post(list, "{}")).IsProblem(400, "malformed");
        (await server.Post(list, """{"customerId":"a b"}""")).IsProblem(400, "invalid-id");
        (await server.Get($"{list}?after=x")).IsProblem(400, "malformed");
    }

    [Fact]
    public async Task CountTask_Completed_BooksTheCountOnceAndAnswersTheSame()
    {
        var (sku, path) = Item();
        var location = path.Split('/')[^1];
        await server.Receive(sku, location, 5);
        var tasks = $"/v1/locations/{location}/count-tasks";
        var raised = await server.Post(tasks, $$"""{"taskId":"f-1","sku":"{{sku}}","reason":"short pick"}""");
        Assert.Equal((HttpStatusCode.Created, 5, "open"), (raised.Status, (int)raised.Json["booked"]!, (string?)raised.Json["state"]));
        Assert.Equal(HttpStatusCode.OK, (await server.Post(tasks, $$"""{"taskId":"f-1","sku":"{{sku}}","reason":"short pick"}""")).Status);
        var complete = $"/v1/count-tasks/{(string)raised.Json["countTaskId"]!}/complete";
        (await server.Post(complete, """{"counted":-1}""")).IsProblem(400, "invalid-quantity");
        var first = await server.Post(complete, """{"counted":3}""");
        await server.Receive(sku, location, 1);
        var second = await server.Post(complete, """{"counted":9}""");
        Assert.Equal((HttpStatusCode.OK, first.Text), (second.Status, second.Text));
        Assert.Equal(4, (int)(await server.Item(sku, location))["onHand"]!);
        Assert.Equal("completed", (string?)(await server.Get(tasks)).Json["items"]![0]!["state"]);
        (await server.Post($"/v1/count-tasks/{location}:99/complete", """{"counted":3}""")).IsProblem(404, "unknown-count-task");
        (await server.Post("/v1/count-tasks/nothing/complete", """{"counted":3}""")).IsProblem(404, "unknown-count-task");
    }

    /// <summary>The id of a location is as long as it may be; the task's is longer, since the server made it.</summary>
    [Fact]
    public async Task CountTask_AtALocationWithTheLongestId_CanBeCompleted()
    {
        var location = ApiServer.Fresh(new string('l', 50)).PadRight(64, 'x');
        var tasks = $"/v1/locations/{location}/count-tasks";
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((string)(await server.Post(tasks, $$"""{"taskId":"f-{{i}}","sku":"s-{{i}}","reason":"cycle"}""")).Json["countTaskId"]!);
        }

        Assert.Equal(HttpStatusCode.OK, (await server.Post($"/v1/count-tasks/{ids[0]}/complete", """{"counted":3}""")).Status);
        Assert.Equal([ids[1], ids[2], ids[0]], await Pages($"{tasks}?limit=1", item => (string)item["countTaskId"]!));
        Assert.Equal([ids[0]], await Pages($"{tasks}?state=completed", item => (string)item["countTaskId"]!));
        (await server.Post($"/v1/count-tasks/{new string('a', 201)}/complete", """{"counted":3}""")).IsProblem(400, "invalid-id");
    }

    private async Task<List<string>> Pages(string address, Func<JsonNode, string> name)
    {
        var found = new List<string>();
        for (var after = ""; after is not null;)
        {
            var page = (await server.Get(address + after)).Json;
            found.AddRange(page["items"]!.AsArray().Select(item => name(item!)));
            after = page["next"] is JsonValue next ? $"&after={next}" : null;
        }

        return found;
    }

    private static (string Sku, string Path) Item() =>
        ApiServer.Fresh("sku") is var sku ? (sku, $"/v1/stock/{sku}/{ApiServer.Fresh("store")}") : default;
}
