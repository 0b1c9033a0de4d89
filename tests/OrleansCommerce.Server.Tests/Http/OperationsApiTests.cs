using System.Net;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class OperationsApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    [Fact]
    public async Task Health_OfARunningServer_LiveAndReady()
    {
        Assert.Equal("live", (string?)(await server.Get("/health/live")).Json["status"]);
        var ready = await server.Get("/health/ready");
        Assert.Equal((HttpStatusCode.OK, "ready"), (ready.Status, (string?)ready.Json["status"]));
    }

    [Fact]
    public async Task Balance_AfterMovementsAndHolds_Balances()
    {
        await server.Receive("bal", "w-1", 10);
        await server.Post("/v1/stock/bal/w-1/movements", """{"movementId":"s","kind":"sale","quantity":3}""");
        await server.Post("/v1/reservations", """{"lines":[{"sku":"bal","locationId":"w-1","quantity":2}]}""");
        var books = (await server.Get("/v1/audit/balance")).Json;
        Assert.True((bool)books["balanced"]!, books.ToJsonString());
        Assert.Empty(books["mismatches"]!.AsArray());
        Assert.Equal((long)books["received"]!, (long)books["onHand"]! + (long)books["goneOut"]!);
        Assert.True((long)books["holds"]! >= 1 && (long)books["items"]! >= 1);
    }

    [Fact]
    public async Task Records_OfOneReservation_TellItsStory()
    {
        await server.Receive("told", "w-1", 10);
        await server.Post("/v1/reservations", """{"reservationId":"story-1","lines":[{"sku":"told","locationId":"w-1","quantity":2}]}""");
        await server.Post("/v1/reservations/story-1/confirm");
        var records = (await server.Get("/v1/audit/records?correlationId=story-1")).Json["items"]!.AsArray();
        Assert.Equal(["stock.held", "stock.confirmed"], records.Select(record => (string)record!["kind"]!));
        Assert.Equal(("anonymous", 2), ((string)records[0]!["actor"]!, (int)records[0]!["body"]!["quantity"]!));
    }

    [Fact]
    public async Task Records_InPages_EveryPositionOnce()
    {
        for (var i = 0; i < 5; i++)
        {
            await server.Receive($"feed-{i}", "w-1", 1);
        }

        var streams = new List<string>();
        for (string? after = "0"; after is not null;)
        {
            var page = (await server.Get($"/v1/audit/records?limit=2&after={after}")).Json;
            streams.AddRange(page["items"]!.AsArray().Select(item => $"{(string)item!["stream"]!} {(long)item["version"]!}"));
            after = (string?)page["next"];
        }

        Assert.Equal(streams.Count, streams.Distinct().Count());
        Assert.Equal(5, streams.Count(stream => stream.StartsWith("stock/feed-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Records_OfOneStream_InPagesAndNobodyElses()
    {
        await server.Receive("streamed", "w-1", 1);
        await server.Receive("streamed", "w-2", 1);
        for (var i = 0; i < 4; i++)
        {
            await server.Receive("streamed", "w-1", 1);
        }

        var versions = new List<long>();
        for (string? after = "0"; after is not null;)
        {
            var page = (await server.Get($"/v1/audit/records?stream=stock/streamed@w-1&limit=2&after={after}")).Json;
            Assert.All(page["items"]!.AsArray(), item => Assert.Equal("stock/streamed@w-1", (string?)item!["stream"]));
            versions.AddRange(page["items"]!.AsArray().Select(item => (long)item!["version"]!));
            after = (string?)page["next"];
        }

        Assert.Equal([1, 2, 3, 4, 5], versions);
        Assert.Empty((await server.Get("/v1/audit/records?stream=stock/nobody@w-1")).Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData("stream=")]
    [InlineData("stream=stock/a@1&correlationId=a")]
    [InlineData("stream=stock/a@1&after=x")]
    [InlineData("after=-1")]
    [InlineData("after=x")]
    [InlineData("after=99999999999999999999")]
    [InlineData("limit=0")]
    [InlineData("correlationId=")]
    [InlineData("correlationId=a&after=1")]
    public async Task Records_WrongQuery_Malformed(string query) => (await server.Get($"/v1/audit/records?{query}")).IsProblem(400, "malformed");

    [Fact]
    public async Task OpenApi_DescribesEveryEndpointWithItsShapes()
    {
        var document = (await server.Get("/openapi/v1.json")).Json;
        var paths = document["paths"]!.AsObject();
        Assert.All(
            [
                "/v1/locations/{locationId}", "/v1/locations", "/v1/skus/{sku}", "/v1/stock/{sku}/{locationId}/movements",
                "/v1/stock/{sku}/{locationId}", "/v1/stock/{sku}/{locationId}/safety-stock", "/v1/stock/{sku}", "/v1/locations/{locationId}/stock",
                "/v1/stock/import", "/v1/reservations", "/v1/reservations/{reservationId}", "/v1/reservations/{reservationId}/confirm",
                "/v1/reservations/{reservationId}/release", "/v1/reservations/{reservationId}/fulfil",
                "/v1/reservations/{reservationId}/extend", "/v1/webhooks", "/v1/webhooks/{webhookId}/attempts", "/v1/webhooks/{webhookId}/replay", "/v1/webhooks/{webhookId}/pause",
                "/v1/webhooks/{webhookId}/resume", "/v1/transfers", "/v1/transfers/{transferId}",
                "/v1/transfers/{transferId}/ship", "/v1/transfers/{transferId}/receive", "/v1/transfers/{transferId}/cancel",
                "/v1/stock/{sku}/{locationId}/inbound/{inboundId}", "/v1/stock/{sku}/{locationId}/inbound", "/v1/stock/{sku}/notifications",
                "/v1/locations/{locationId}/count-tasks", "/v1/count-tasks/{countTaskId}/complete",
                "/v1/audit/balance", "/v1/audit/records", "/health/live", "/health/ready",
            ],
            path => Assert.NotNull(paths[path]));
        var create = paths["/v1/reservations"]!["post"]!;
        Assert.NotNull(create["requestBody"]!["content"]!["application/json"]);
        Assert.All(["200", "201", "400", "401", "403", "409", "422", "429", "503"], status => Assert.NotNull(create["responses"]![status]));
        Assert.Equal("reservations:write", (string?)create["security"]![0]!["bearer"]![0]);
    }

    [Fact]
    public async Task OpenApi_WhatAnAnswerLeavesOut_IsNotRequired()
    {
        await server.Receive("described", "w-1", 5);
        var held = (await server.Post("/v1/reservations", """{"lines":[{"sku":"described","locationId":"w-1","quantity":2}]}""")).Json.AsObject();
        var document = (await server.Get("/openapi/v1.json")).Json;
        var create = document["paths"]!["/v1/reservations"]!["post"]!;
        var view = document["components"]!["schemas"]!["ReservationView"]!;

        Assert.All(view["required"]!.AsArray(), name => Assert.True(held.ContainsKey((string)name!), (string)name!));
        Assert.Contains("reservationId", view["required"]!.AsArray().Select(name => (string)name!));
        Assert.Contains("Idempotency-Key", create["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!));
        Assert.NotNull(create["responses"]!["201"]!["headers"]!["Location"]);
        Assert.NotNull(create["responses"]!["503"]!["headers"]!["Retry-After"]);
        Assert.Contains("id-reused", (string)create["responses"]!["422"]!["description"]!, StringComparison.Ordinal);
        Assert.Equal(ProblemKinds.All.Select(kind => kind.Code), document["x-problems"]!.AsArray().Select(kind => (string)kind!["code"]!));
        Assert.NotNull(document["paths"]!["/metrics"]!["get"]!["responses"]!["200"]!["content"]!["text/plain"]);
    }

    [Fact]
    public async Task Metrics_AfterARequest_CountItByRouteAndNeverByWhatItAskedFor()
    {
        await server.Receive("counted", "w-1", 5);
        await server.Get("/v1/stock/nobodys/w-1");
        var lines = (await server.Get("/metrics")).Text.Split('\n');

        Assert.Contains(lines, line => line.StartsWith("http_requests_duration_seconds_count{method=\"POST\",route=\"/v1/stock/:sku/:locationId/movements\",status=\"2xx\"}", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("http_requests_duration_seconds_bucket{method=\"GET\",route=\"/v1/stock/:sku/:locationId\",status=\"4xx\",le=\"+Inf\"}", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("counted", StringComparison.Ordinal) || line.Contains("nobodys", StringComparison.Ordinal));
        Assert.Contains("server_ready 1", lines);
        Assert.Contains("holds_aged_items 0", lines);
        var records = lines.Single(line => line.StartsWith("journal_records_total ", StringComparison.Ordinal));
        Assert.True(long.Parse(records.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) >= 1, records);
    }

    [Fact]
    public void ProblemKinds_Codes_AreUniqueAndAllListed()
    {
        var fields = typeof(ProblemKinds).GetFields().Select(field => (ProblemKind)field.GetValue(null)!).ToList();
        Assert.Equal(fields.Select(kind => kind.Code).Order(), ProblemKinds.All.Select(kind => kind.Code).Order());
        Assert.Equal(fields.Count, fields.Select(kind => kind.Code).Distinct().Count());
    }
}
