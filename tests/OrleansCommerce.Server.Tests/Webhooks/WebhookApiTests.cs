using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OrleansCommerce.Server.Tests.Http;
using OrleansCommerce.Server.Webhooks;

namespace OrleansCommerce.Server.Tests.Webhooks;

/// <summary>A server that may call this machine, and does not wait long before it tries again.</summary>
public sealed class CallingServer : ApiServer
{
    protected override IEnumerable<string> Settings =>
        ["--environment", "Development", "--Webhooks:AllowPrivate=true", "--Webhooks:AllowHttp=true", "--Webhooks:RetrySeconds=0.1,0.2"];
}

public sealed class WebhookApiTests(CallingServer server) : IClassFixture<CallingServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Change_OfStock_ArrivesSignedAndIsLogged()
    {
        await using var receiver = await Receiver.Start();
        var (id, secret) = await Register(receiver.Hook, "stock.changed");
        var sku = ApiServer.Fresh("sku");
        await server.Receive(sku, "w-1", 5);
        await server.Reserve(sku, "w-1", 2);
        var events = await About(receiver, sku, 2);

        Assert.Equal(["moved", "held"], events.Select(e => (string)e.Json["data"]!["change"]!));
        var first = events[0];
        Assert.Equal(("stock.changed", 1, sku, "w-1"), (
            (string)first.Json["type"]!, (int)first.Json["schemaVersion"]!, (string)first.Json["data"]!["sku"]!, (string)first.Json["data"]!["locationId"]!));
        Assert.Equal((first.Id, 5), ((string)first.Json["id"]!, (int)first.Json["data"]!["after"]!["onHand"]!));
        Assert.Equal(Expected(first, secret), first.Signature);

        await Until(async () => (await server.Get($"/v1/webhooks/{id}/attempts")).Json["items"]!.AsArray().Count >= 2);
        var attempt = (await server.Get($"/v1/webhooks/{id}/attempts")).Json["items"]!.AsArray().Last(a => (string)a!["eventId"]! == first.Id)!;
        Assert.Equal(("delivered", 200, 1), ((string)attempt["outcome"]!, (int)attempt["status"]!, (int)attempt["number"]!));

        // Nobody who may read the journal reads the secret.
        Assert.DoesNotContain(secret[10..], (await server.Get($"/v1/audit/records?stream=webhook/{id}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receiver_FailsForAWhile_GetsEveryEventInOrder()
    {
        await using var receiver = await Receiver.Start();
        await Register(receiver.Hook, "stock.*");
        receiver.Status = 500;
        var sku = ApiServer.Fresh("sku");
        for (var i = 0; i < 10; i++)
        {
            await server.Receive(sku, "w-1", i + 1);
        }

        await Until(() => Task.FromResult(receiver.Received.Count >= 3));
        receiver.Status = 200;
        await About(receiver, sku, 10, onlyAccepted: true);
        var quantities = receiver.Received.Where(request => request.Status == 200 && request.Body.Contains(sku, StringComparison.Ordinal))
            .Select(request => (int)request.Json["data"]!["quantity"]!).Distinct();
        Assert.Equal(Enumerable.Range(1, 10), quantities);
    }

    [Fact]
    public async Task Pause_AndReplay_NothingIsLostAndTheIdsAreTheSame()
    {
        await using var receiver = await Receiver.Start();
        var (id, _) = await Register(receiver.Hook, "stock.changed");
        Assert.Equal("paused", (string?)(await server.Post($"/v1/webhooks/{id}/pause")).Json["state"]);
        var since = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var sku = ApiServer.Fresh("sku");
        await server.Receive(sku, "w-1", 5);
        Assert.Equal("active", (string?)(await server.Post($"/v1/webhooks/{id}/resume")).Json["state"]);
        var first = Assert.Single(await About(receiver, sku, 1));
        Assert.Equal(HttpStatusCode.OK, (await server.Post($"/v1/webhooks/{id}/replay", $$"""{"since":"{{since}}"}""")).Status);
        var both = await About(receiver, sku, 2);
        Assert.Equal((first.Id, first.Body), (both[1].Id, both[1].Body));
        (await server.Post($"/v1/webhooks/{id}/replay", "{}")).IsProblem(400, "malformed");
        (await server.Post($"/v1/webhooks/{id}/replay", """{"since":"yesterday"}""")).IsProblem(400, "malformed");
        (await server.Post($"/v1/webhooks/{id}/replay", """{"afterPosition":-1}""")).IsProblem(400, "malformed");
        Assert.Equal(HttpStatusCode.OK, (await server.Post($"/v1/webhooks/{id}/replay", """{"deadLetters":true}""")).Status);
    }

    [Fact]
    public async Task Secret_Rotated_BothSignUntilTheFormerOneEnds()
    {
        await using var receiver = await Receiver.Start();
        var (id, former) = await Register(receiver.Hook, "*");
        var rotated = (await server.Post($"/v1/webhooks/{id}/secret", """{"overlapSeconds":600}""")).Json;
        var sku = ApiServer.Fresh("sku");
        await server.Receive(sku, "w-1", 5);
        var both = Assert.Single(await About(receiver, sku, 1));
        Assert.Equal($"{Expected(both, (string)rotated["secret"]!)} {Expected(both, former)}", both.Signature);
        var last = (await server.Post($"/v1/webhooks/{id}/secret", """{"overlapSeconds":0}""")).Json;
        await server.Receive(sku, "w-1", 6);
        var alone = (await About(receiver, sku, 2))[1];
        Assert.Equal(Expected(alone, (string)last["secret"]!), alone.Signature);
        (await server.Post($"/v1/webhooks/{id}/secret", """{"secret":"plain"}""")).IsProblem(400, "malformed");
    }

    [Fact]
    public async Task Receiver_ThatHangs_DoesNotHoldUpTheOthers()
    {
        await using var receiver = await Receiver.Start();
        await Register(new Uri(receiver.Address, "hang"), "stock.changed");
        await Register(receiver.Hook, "stock.changed");
        var sku = ApiServer.Fresh("sku");
        for (var i = 0; i < 100; i++)
        {
            await server.Receive($"{sku}-{i % 10}", "w-1", 1);
        }

        await Until(() => Task.FromResult(
            receiver.Received.Count(request => request.Path == "/hook" && request.Body.Contains(sku, StringComparison.Ordinal)) == 100));
        Assert.Contains(receiver.Received, request => request.Path == "/hang");
    }

    [Fact]
    public async Task Receiver_Gone_IsPausedAndRemovedOnesGetNothing()
    {
        await using var receiver = await Receiver.Start();
        var (gone, _) = await Register(new Uri(receiver.Address, "gone"), "stock.changed");
        var (removed, _) = await Register(receiver.Hook, "stock.changed");
        Assert.Equal("removed", (string?)(await server.Send(HttpMethod.Delete, $"/v1/webhooks/{removed}", null)).Json["state"]);
        await server.Receive(ApiServer.Fresh("sku"), "w-1", 1);
        await Until(async () => (string?)(await server.Get($"/v1/webhooks/{gone}")).Json["state"] == "paused");
        (await server.Get($"/v1/webhooks/{removed}")).IsProblem(404, "unknown-webhook");
        Assert.DoesNotContain(receiver.Received, request => request.Path == "/hook");
        var ids = (await server.Get("/v1/webhooks")).Json["items"]!.AsArray().Select(item => (string)item!["webhookId"]!).ToList();
        Assert.Contains(gone, ids);
        Assert.DoesNotContain(removed, ids);
    }

    [Fact]
    public async Task Register_Again_IsTheSameAndWithOtherContentRefused()
    {
        var id = ApiServer.Fresh("wh");
        var body = $$"""{"webhookId":"{{id}}","url":"http://127.0.0.1:9/","events":["order.*"]}""";
        var first = await server.Post("/v1/webhooks", body);
        var again = await server.Post("/v1/webhooks", body);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, (string?)first.Json["secret"]), (first.Status, again.Status, (string?)again.Json["secret"]));
        Assert.Null((await server.Get($"/v1/webhooks/{id}")).Json["secret"]);
        (await server.Post("/v1/webhooks", body.Replace("order.*", "*", StringComparison.Ordinal))).IsProblem(422, "id-reused");
    }

    [Theory]
    [InlineData("""{"events":["*"]}""", "url")]
    [InlineData("""{"url":"nowhere","events":["*"]}""", "url")]
    [InlineData("""{"url":"ftp://a.test/","events":["*"]}""", "url")]
    [InlineData("""{"url":"https://a.test/"}""", "events")]
    [InlineData("""{"url":"https://a.test/","events":[]}""", "events")]
    [InlineData("""{"url":"https://a.test/","events":["nothing"]}""", "events[0]")]
    [InlineData("""{"url":"https://a.test/","events":[null]}""", "events[0]")]
    [InlineData("""{"url":"https://a.test/","events":["*"],"secret":"short"}""", "secret")]
    public async Task Register_WrongField_Named(string body, string field)
    {
        var answer = await server.Post("/v1/webhooks", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.NotNull(answer.Json["errors"]![field]);
    }

    [Fact]
    public async Task EventTypes_EachHasAVersionAndASchema()
    {
        var types = (await server.Get("/v1/webhook-event-types")).Json["items"]!.AsArray();
        Assert.Contains(types, type => (string)type!["type"]! == "stock.changed");
        Assert.Contains(types, type => (string)type!["type"]! == "notification.due");
        Assert.All(types, type => Assert.NotEmpty(type!["schema"]!["anyOf"]!.AsArray()));

        // A receipt leaves its kind out: it is the default, and the schema says so.
        var moved = types.Single(type => (string)type!["type"]! == "stock.changed")!["schema"]!["anyOf"]!.AsArray()
            .Single(shape => (string?)shape!["properties"]!["change"]!["const"] == "moved")!;
        Assert.Equal("Receipt", (string?)moved["properties"]!["kind"]!["default"]);
        Assert.Equal(["at", "movementId"], moved["required"]!.AsArray().Select(name => (string)name!).Order());
    }

    private async Task<(string Id, string Secret)> Register(Uri url, params string[] events)
    {
        var body = new JsonObject { ["url"] = url.ToString(), ["events"] = new JsonArray([.. events.Select(e => JsonValue.Create(e))]) };
        var answer = await server.Post("/v1/webhooks", body.ToJsonString());
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return ((string)answer.Json["webhookId"]!, (string)answer.Json["secret"]!);
    }

    private static async Task<List<Receiver.Request>> About(Receiver receiver, string sku, int count, bool onlyAccepted = false)
    {
        List<Receiver.Request> found = [];
        await Until(() =>
        {
            found = [.. receiver.Received.Where(request => request.Body.Contains($"\"{sku}\"", StringComparison.Ordinal) && (!onlyAccepted || request.Status == 200))];
            return Task.FromResult(found.Count >= count);
        });
        return found;
    }

    private static string Expected(Receiver.Request request, string secret)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(request.Timestamp, CultureInfo.InvariantCulture));
        return Signature.Of([Signature.Read(secret)!], request.Id, at, Encoding.UTF8.GetBytes(request.Body));
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
