using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class FeedApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    private readonly string _source = ApiServer.Fresh("src");
    private readonly string _sku = ApiServer.Fresh("sku");
    private readonly string _place = ApiServer.Fresh("store");

    /// <summary>A movement that is sent again has to have the time that it had.</summary>
    private readonly ConcurrentDictionary<double, string> _times = [];

    [Fact]
    public async Task Feed_Described_IsListedWithWhatBecameOfIt()
    {
        Assert.Equal(201, (int)(await Describe(7, 30)).Status);
        Assert.Equal(200, (int)(await Describe(7, 30)).Status);
        await Batch(Line("c-2", "count", 20, -10, 2), Line("c-1", "count", 30, -20, 1), Line("c-2", "count", 20, -10, 2), Line("s-1", "sale", 2, -15), "no json");
        var feed = (await server.Get($"/v1/feeds/{_source}")).Json;
        Assert.Equal((7, 30, "live", false), ((int)feed["precedence"]!, (int)feed["silenceMinutes"]!, (string)feed["state"]!, (bool)feed["alarm"]!));
        Assert.Equal(
            "1 1 1 1 0 0 1",
            string.Join(' ', new[] { "accepted", "duplicates", "superseded", "contained", "outranked", "unplaced", "refused" }.Select(name => (int)feed["counts"]![name]!)));
        Assert.InRange((double)feed["lagSeconds"]!, 590, 700);
        Assert.NotNull(feed["lastHeard"]);
        Assert.Contains((await server.Get("/v1/feeds")).Json["items"]!.AsArray(), item => (string)item!["source"]! == _source);
        (await server.Get("/v1/feeds/nobody")).IsProblem(404, "unknown-feed");
        (await server.Put($"/v1/feeds/{_source}", """{"precedence":-1}""")).IsProblem(400, "malformed");
        (await server.Put($"/v1/feeds/{_source}", """{"silenceMinutes":0}""")).IsProblem(400, "malformed");
    }

    [Fact]
    public async Task Batch_OfLines_AnswersEachAndLosesNone()
    {
        await Describe(7);
        var report = await Batch(
            Line("m-1", "receipt", 10, -30), "no json", Line("m-2", "sale", 3, -20), Line("m-2", "sale", 4, -20), Line("m-3", "damage", 100, -10),
            Line("m-4", "sale", 1, -5).Replace("\"kind\"", "\"source\":\"another\",\"kind\"", StringComparison.Ordinal), "", Line("m-1", "receipt", 10, -30));
        Assert.Equal(
            ["1 accepted ", "2 refused malformed", "3 accepted ", "4 refused id-reused", "5 refused insufficient-stock", "6 refused malformed", "8 accepted "],
            report["lines"]!.AsArray().Select(line => $"{(int)line!["line"]!} {(string)line["outcome"]!} {(string?)line["code"]}"));
        Assert.True((bool)report["lines"]!.AsArray()[^1]!["isDuplicate"]!);
        Assert.Equal(7, (int)(await server.Item(_sku, _place))["onHand"]!);
    }

    [Fact]
    public async Task Batch_AsCsv_IsTakenAsWell()
    {
        var at = At(-10);
        var answer = await server.Send(
            HttpMethod.Post, $"/v1/feeds/{_source}/movements",
            $"movementId,sku,locationId,kind,quantity,occurredAt,sourceVersion\nc-1,{_sku},{_place},count,9,{at},5\nc-0,{_sku},{_place},count,4,{at},4\nc-x,{_sku},{_place},count,4,{at},-1\n",
            "text/csv");
        Assert.Equal(["accepted", "superseded", "refused"], answer.Json["lines"]!.AsArray().Select(line => (string)line!["outcome"]!));
        Assert.Equal(9, (int)(await server.Item(_sku, _place))["onHand"]!);
    }

    [Fact]
    public async Task Batch_TooLargeOrOfAnotherType_IsRefusedAsAWhole()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 10_001).Select(i => Line($"m-{i}", "receipt", 1, -1)));
        (await server.Send(HttpMethod.Post, $"/v1/feeds/{_source}/movements", lines, "application/x-ndjson")).IsProblem(413, "batch-too-large");
        (await server.Get($"/v1/stock/{_sku}/{_place}")).IsProblem(404, "unknown-stock-item");
        (await server.Send(HttpMethod.Post, $"/v1/feeds/{_source}/movements", "{}", "application/json")).IsProblem(415, "unsupported-media-type");
        Assert.Equal(200, (int)(await server.Send(HttpMethod.Post, $"/v1/feeds/{_source}/movements", "", "application/x-ndjson")).Status);
        Assert.NotNull((await server.Get($"/v1/feeds/{_source}")).Json["lastHeard"]);
    }

    [Fact]
    public async Task Movement_OfASource_IsSettledByItsRules()
    {
        await Describe(7);
        var higher = ApiServer.Fresh("src");
        await server.Put($"/v1/feeds/{higher}", """{"precedence":9}""");
        Assert.Equal("accepted", (string)(await Move("c-1", "count", 20, -30, higher)).Json["outcome"]!);
        Assert.Equal("outranked", (string)(await Move("c-2", "count", 5, -10, _source)).Json["outcome"]!);
        Assert.Equal("contained", (string)(await Move("s-1", "sale", 5, -31, _source)).Json["outcome"]!);
        var again = await Move("s-1", "sale", 5, -31, _source);
        Assert.Equal(("contained", 20, 3), ((string)again.Json["outcome"]!, (int)again.Json["onHand"]!, (int)again.Json["version"]!));
        (await Move("s-1", "sale", 5, -31, higher)).IsProblem(422, "id-reused");
        (await Move("s-2", "sale", 5, -31, _source, ",\"sourceVersion\":-2")).IsProblem(400, "malformed");
        Assert.Null((await server.Post($"/v1/stock/{_sku}/{_place}/movements", """{"movementId":"plain","kind":"sale","quantity":1}""")).Json["outcome"]);
    }

    [Fact]
    public async Task Import_OfASourcesLines_IsSettledByItsRules()
    {
        var lines = new[] { Line("c-1", "count", 20, -30), Line("s-1", "sale", 5, -31) }
            .Select(line => line.Replace("\"kind\"", $"\"source\":\"{_source}\",\"kind\"", StringComparison.Ordinal));
        var report = await server.Send(HttpMethod.Post, "/v1/stock/import", string.Join('\n', lines), "application/x-ndjson");
        Assert.Equal((2, 20), ((int)report.Json["accepted"]!, (int)(await server.Item(_sku, _place))["onHand"]!));
        Assert.Equal(1, (int)(await server.Get($"/v1/feeds/{_source}")).Json["counts"]!["contained"]!);
    }

    [Fact]
    public async Task Feed_Deleted_IsTakenNothingFromUntilItIsDescribedAgain()
    {
        (await server.Send(HttpMethod.Delete, $"/v1/feeds/{_source}", null)).IsProblem(404, "unknown-feed");
        await Describe(7);
        Assert.Equal("disabled", (string)(await server.Send(HttpMethod.Delete, $"/v1/feeds/{_source}", null)).Json["state"]!);
        Assert.Equal("disabled", (string)(await server.Send(HttpMethod.Delete, $"/v1/feeds/{_source}", null)).Json["state"]!);
        (await Move("s-1", "sale", 5, -1, _source)).IsProblem(409, "feed-disabled");
        (await server.Send(HttpMethod.Post, $"/v1/feeds/{_source}/movements", Line("s-1", "sale", 1, -1), "application/x-ndjson")).IsProblem(409, "feed-disabled");
        Assert.Equal("live", (string)(await Describe(7)).Json["state"]!);
        Assert.Equal(200, (int)(await Move("s-1", "sale", 5, -1, _source)).Status);
    }

    [Fact]
    public async Task Reconciliation_IsComparedThenAppliedOnce()
    {
        await Batch(Line("r-1", "receipt", 10, -60));
        await server.Receive(ApiServer.Fresh("other"), _place, 3);
        var file = $$"""{"sku":"{{_sku}}","locationId":"{{_place}}","onHand":8,"at":"{{At(-5)}}"}""" + "\nno json\n";
        var compared = await Reconcile(file, "?reconciliationId=night-1");
        Assert.Equal((201, "compared"), ((int)compared.Status, (string)compared.Json["state"]!));
        Assert.Equal(("1 malformed", 1), ($"{(int)compared.Json["rejected"]!} {(string)compared.Json["errors"]![0]!["code"]!}", (int)compared.Json["differing"]!));
        Assert.Equal(10, (int)(await server.Item(_sku, _place))["onHand"]!);
        await Batch(Line("s-1", "sale", 1, -2));
        var applied = await Reconcile(file, "?apply=true&reconciliationId=night-1");
        Assert.Equal((200, "applied", 1), ((int)applied.Status, (string)applied.Json["state"]!, (int)applied.Json["applied"]!));
        var again = await server.Post($"/v1/feeds/{_source}/reconciliations/night-1/apply");
        Assert.Equal((200, 7), ((int)again.Status, (int)(await server.Item(_sku, _place))["onHand"]!));
        var read = (await server.Get($"/v1/feeds/{_source}/reconciliations/night-1?limit=1")).Json;
        var first = read["differences"]![0]!;
        Assert.Equal(("differs", 8, 10, -2, "accepted"), ((string)first["kind"]!, (int)first["sourceOnHand"]!, (int)first["onHand"]!, (int)first["delta"]!, (string)first["outcome"]!));
        var next = (await server.Get($"/v1/feeds/{_source}/reconciliations/night-1?after={(string)read["next"]!}")).Json;
        Assert.Equal("missingThere", (string)Assert.Single(next["differences"]!.AsArray())!["kind"]!);
        Assert.Null(next["next"]);
        Assert.Equal("night-1", (string)Assert.Single((await server.Get($"/v1/feeds/{_source}/reconciliations")).Json["items"]!.AsArray())!["reconciliationId"]!);
        (await Reconcile(file.Replace(":8", ":9", StringComparison.Ordinal), "?reconciliationId=night-1")).IsProblem(422, "id-reused");
    }

    [Fact]
    public async Task Reconciliation_OfWhatIsNotOne_IsRefused()
    {
        await Describe(7);
        (await Reconcile("{}", "?apply=maybe")).IsProblem(400, "malformed");
        (await server.Get($"/v1/feeds/{_source}/reconciliations/none")).IsProblem(404, "unknown-reconciliation");
        (await server.Post($"/v1/feeds/{_source}/reconciliations/none/apply")).IsProblem(404, "unknown-reconciliation");
        (await server.Get("/v1/feeds/nobody/reconciliations")).IsProblem(404, "unknown-feed");
        (await server.Send(HttpMethod.Post, $"/v1/feeds/{_source}/reconciliations", "x", "text/plain")).IsProblem(415, "unsupported-media-type");
        (await server.Send(HttpMethod.Post, $"/v1/feeds/{_source}/reconciliations", "sku,onHand\n", "text/csv")).IsProblem(400, "malformed");
    }

    [Fact]
    public async Task Metrics_OfFeeds_NameTheSourceAndNoItem()
    {
        await Batch(Line("r-1", "receipt", 10, -60));
        for (var until = DateTime.UtcNow.AddSeconds(20); ; await server.Get("/health/live"))
        {
            var metrics = await server.Get("/metrics");
            if (metrics.Text.Contains($"feed_movements_total{{source=\"{_source}\",outcome=\"accepted\"}} 1\n", StringComparison.Ordinal))
            {
                Assert.Contains($"feed_silent{{source=\"{_source}\"}} 0\n", metrics.Text, StringComparison.Ordinal);
                Assert.Contains("# TYPE feed_movements_total counter\n", metrics.Text, StringComparison.Ordinal);
                Assert.DoesNotContain(_sku, metrics.Text, StringComparison.Ordinal);
                Assert.DoesNotContain(_place, metrics.Text, StringComparison.Ordinal);
                return;
            }

            Assert.True(DateTime.UtcNow < until, metrics.Text);
        }
    }

    private static string At(double minutes) => DateTime.UtcNow.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private string Line(string id, string kind, long quantity, double minutes, long version = 0) =>
        $$"""{"movementId":"{{id}}","sku":"{{_sku}}","locationId":"{{_place}}","kind":"{{kind}}","quantity":{{quantity}},"occurredAt":"{{_times.GetOrAdd(minutes, At)}}","sourceVersion":{{version}}}""";

    private Task<Answer> Move(string id, string kind, long quantity, double minutes, string source, string more = "") => server.Post(
        $"/v1/stock/{_sku}/{_place}/movements",
        $$"""{"movementId":"{{id}}","kind":"{{kind}}","quantity":{{quantity}},"occurredAt":"{{_times.GetOrAdd(minutes, At)}}","source":"{{source}}"{{more}}}""");

    private Task<Answer> Describe(int precedence, int minutes = 15) =>
        server.Put($"/v1/feeds/{_source}", $$"""{"precedence":{{precedence}},"silenceMinutes":{{minutes}}}""");

    private async Task<JsonNode> Batch(params string[] lines)
    {
        var answer = await server.Send(HttpMethod.Post, $"/v1/feeds/{_source}/movements", string.Join('\n', lines), "application/x-ndjson");
        Assert.True((int)answer.Status == 200, answer.Text);
        return answer.Json;
    }

    private Task<Answer> Reconcile(string file, string query) =>
        server.Send(HttpMethod.Post, $"/v1/feeds/{_source}/reconciliations{query}", file, "application/x-ndjson");
}
