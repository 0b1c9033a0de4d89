using System.Net;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class ReservationApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    [Fact]
    public async Task Create_EnoughStock_HoldsAndSaysWhere()
    {
        var (sku, place) = await Stocked(10);
        var answer = await server.Post("/v1/reservations", Body(sku, place, 4, """, "reservationId":"res-a1", "customerId":"c-9", "ttlSeconds":60"""));
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("/v1/reservations/res-a1", answer.Location);
        Assert.Equal(("res-a1", "held", "c-9"), ((string)answer.Json["reservationId"]!, (string)answer.Json["state"]!, (string)answer.Json["customerId"]!));
        var line = Assert.Single(answer.Json["lines"]!.AsArray())!;
        Assert.Equal((sku, place, 4), ((string)line["sku"]!, (string)line["locationId"]!, (int)line["quantity"]!));
        var expiresAt = (string)answer.Json["expiresAt"]!;
        Assert.EndsWith("Z", expiresAt, StringComparison.Ordinal);
        Assert.InRange(DateTimeOffset.Parse(expiresAt, null) - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(61));
        var item = await server.Item(sku, place);
        Assert.Equal((10, 4, 6), ((int)item["onHand"]!, (int)item["reserved"]!, (int)item["available"]!));
    }

    [Fact]
    public async Task Create_SentAgain_SameAnswerAndNothingMoreIsHeld()
    {
        var (sku, place) = await Stocked(10);
        var body = Body(sku, place, 4, $", \"reservationId\":\"{ApiServer.Fresh("r")}\"");
        var first = await server.Post("/v1/reservations", body);
        var second = await server.Post("/v1/reservations", body);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.Status, second.Status));
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(4, (int)(await server.Item(sku, place))["reserved"]!);
    }

    [Fact]
    public async Task Create_SameIdOtherContent_IdReused()
    {
        var (sku, place) = await Stocked(10);
        var id = $", \"reservationId\":\"{ApiServer.Fresh("r")}\"";
        await server.Post("/v1/reservations", Body(sku, place, 4, id));
        (await server.Post("/v1/reservations", Body(sku, place, 5, id))).IsProblem(422, "id-reused");
        Assert.Equal(4, (int)(await server.Item(sku, place))["reserved"]!);
    }

    [Fact]
    public async Task Create_NoId_MakesOneThatFindsTheReservation()
    {
        var (sku, place) = await Stocked(10);
        var first = await server.Post("/v1/reservations", Body(sku, place, 1));
        var second = await server.Post("/v1/reservations", Body(sku, place, 1));
        Assert.NotEqual((string)first.Json["reservationId"]!, (string)second.Json["reservationId"]!);
        var found = await server.Get($"/v1/reservations/{(string)first.Json["reservationId"]!}");
        Assert.Equal(first.Text, found.Text);
    }

    [Fact]
    public async Task Create_IdempotencyKeyWithoutId_RetryMeetsTheSameReservation()
    {
        var (sku, place) = await Stocked(10);
        var key = ApiServer.Fresh("key");
        var first = await WithKey("/v1/reservations", Body(sku, place, 3), key);
        var second = await WithKey("/v1/reservations", Body(sku, place, 3), key);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.Status, second.Status));
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(3, (int)(await server.Item(sku, place))["reserved"]!);
        (await WithKey("/v1/reservations", Body(sku, place, 4), key)).IsProblem(422, "id-reused");
        (await WithKey("/v1/reservations", Body(sku, place, 4), "no spaces")).IsProblem(400, "invalid-id");
        (await WithKey("/v1/reservations", Body(sku, place, 4), new string('k', 65))).IsProblem(400, "invalid-id");
    }

    [Fact]
    public async Task Create_LinesOfOneItemAndTooMuchTogether_HoldsNothing()
    {
        var (sku, place) = await Stocked(5);
        var lines = $$"""{"lines":[{{Line(sku, place, 3).ToJsonString()}},{{Line(sku, place, 3).ToJsonString()}}]}""";
        var answer = await server.Post("/v1/reservations", lines);
        answer.IsProblem(409, "insufficient-stock");
        var shortfall = Assert.Single(answer.Json["shortfalls"]!.AsArray())!;
        Assert.Equal((sku, place, 6, 5), (
            (string)shortfall["sku"]!, (string)shortfall["locationId"]!, (int)shortfall["requested"]!, (int)shortfall["available"]!));
        Assert.Equal(0, (int)(await server.Item(sku, place))["reserved"]!);
    }

    [Fact]
    public async Task Create_OneLineOfABasketIsShort_HoldsNoLine()
    {
        var (sku, place) = await Stocked(5);
        var (other, elsewhere) = await Stocked(1);
        var answer = await server.Post("/v1/reservations", $$"""{"lines":[{{Line(sku, place, 3).ToJsonString()}},{{Line(other, elsewhere, 2).ToJsonString()}}]}""");
        answer.IsProblem(409, "insufficient-stock");
        Assert.Equal(other, (string)Assert.Single(answer.Json["shortfalls"]!.AsArray())!["sku"]!);
        Assert.Equal(0, (int)(await server.Item(sku, place))["reserved"]!);
    }

    [Fact]
    public async Task Steps_OfABasket_LeadToFulfilled()
    {
        var (sku, place) = await Stocked(5);
        var (other, elsewhere) = await Stocked(5);
        var held = await server.Post("/v1/reservations", $$"""{"lines":[{{Line(sku, place, 2).ToJsonString()}},{{Line(other, elsewhere, 1).ToJsonString()}}]}""");
        Assert.Equal(HttpStatusCode.Created, held.Status);
        var path = $"/v1/reservations/{(string)held.Json["reservationId"]!}";
        (await server.Post($"{path}/fulfil")).IsProblem(409, "reservation-not-confirmed");
        await Is(path, "confirm", "confirmed");
        await Is(path, "confirm", "confirmed");
        await Is(path, "fulfil", "fulfilled");
        await Is(path, "fulfil", "fulfilled");
        var item = await server.Item(sku, place);
        Assert.Equal((3, 0), ((int)item["onHand"]!, (int)item["reserved"]!));
    }

    [Fact]
    public async Task Release_Twice_IsOnceAndConfirmAfterwardsIsRefused()
    {
        var (sku, place) = await Stocked(5);
        var held = await server.Post("/v1/reservations", Body(sku, place, 2));
        var path = $"/v1/reservations/{(string)held.Json["reservationId"]!}";
        await Is(path, "release", "released");
        await Is(path, "release", "released");
        (await server.Post($"{path}/confirm")).IsProblem(409, "reservation-not-held");
        (await server.Post($"{path}/extend", """{"ttlSeconds":5}""")).IsProblem(409, "reservation-not-held");
        Assert.Equal(5, (int)(await server.Item(sku, place))["available"]!);
        Assert.Null((await server.Get(path)).Json["expiresAt"]);
    }

    [Fact]
    public async Task Extend_WithAKey_RetryExtendsOnce()
    {
        var (sku, place) = await Stocked(5);
        var held = await server.Post("/v1/reservations", Body(sku, place, 2, ", \"ttlSeconds\":60"));
        var path = $"/v1/reservations/{(string)held.Json["reservationId"]!}/extend";
        var first = await WithKey(path, """{"ttlSeconds":600}""", "x-1");
        var second = await WithKey(path, """{"ttlSeconds":600}""", "x-1");
        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal((string)first.Json["expiresAt"]!, (string)second.Json["expiresAt"]!);
        Assert.True(string.CompareOrdinal((string)held.Json["expiresAt"]!, (string)first.Json["expiresAt"]!) < 0);
        (await WithKey(path, """{"ttlSeconds":600}""", "/")).IsProblem(400, "invalid-id");
        (await WithKey(path, """{"ttlSeconds":0}""", "x-2")).IsProblem(400, "invalid-ttl");
        (await WithKey(path, """{"ttlSeconds":86401}""", "x-2")).IsProblem(400, "invalid-ttl");
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/confirm")]
    [InlineData("POST", "/release")]
    [InlineData("POST", "/fulfil")]
    public async Task AnyStep_UnknownReservation_NotFound(string method, string step) =>
        (await server.Send(new HttpMethod(method), $"/v1/reservations/nobody-made-this{step}", null)).IsProblem(404, "unknown-reservation");

    private async Task Is(string path, string step, string state)
    {
        var answer = await server.Post($"{path}/{step}");
        Assert.Equal((HttpStatusCode.OK, state), (answer.Status, (string?)answer.Json["state"]));
        Assert.Equal(state, (string?)(await server.Get(path)).Json["state"]);
    }

    private async Task<(string Sku, string Place)> Stocked(long quantity)
    {
        var (sku, place) = (ApiServer.Fresh("sku"), ApiServer.Fresh("store"));
        await server.Receive(sku, place, quantity);
        return (sku, place);
    }

    private Task<Answer> WithKey(string path, string json, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, null, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return server.Send(request);
    }

    private static string Body(string sku, string place, long quantity, string more = "") => $$"""{"lines":[{{Line(sku, place, quantity).ToJsonString()}}]{{more}}}""";

    private static JsonNode Line(string sku, string place, long quantity) =>
        new JsonObject { ["sku"] = sku, ["locationId"] = place, ["quantity"] = quantity };
}
