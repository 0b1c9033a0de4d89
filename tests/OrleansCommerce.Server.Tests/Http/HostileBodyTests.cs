using System.Net;
using System.Text;

namespace OrleansCommerce.Server.Tests.Http;

/// <summary>Every endpoint with a body, and everything a body should not be: always a problem of the caller's, and nothing changes.</summary>
public sealed class HostileBodyTests(OpenServer server) : IClassFixture<OpenServer>
{
    private const string Line = """{"sku":"hostile","locationId":"w","quantity":1}""";

    public static TheoryData<string, string> Endpoints => new()
    {
        { "POST", "/v1/reservations" },
        { "POST", "/v1/reservations/hostile-1/extend" },
        { "POST", "/v1/stock/hostile/w/movements" },
        { "PUT", "/v1/stock/hostile/w/safety-stock" },
        { "PUT", "/v1/locations/hostile" },
        { "PUT", "/v1/skus/hostile" },
    };

    public static IEnumerable<string> NoJson =>
    [
        "", " ", "null", "[]", "[{}]", "\"text\"", "7", "true", "{", "}", "{}{}", "{} x", "{\"a\":}", "{'a':1}", "{a:1}", "{\"a\":1,}",
        "// c\n{}", "{\"a\":NaN}", "{\"a\":+1}", "{\"a\":01}", "\u0000", "{\"a\":\"\u0001\"}", new string('[', 100_000),
        "<xml/>", "a=b", "{\"a\":" + new string('{', 5_000),
    ];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Body_ThatIsNoJson_Malformed(string method, string path)
    {
        foreach (var body in NoJson)
        {
            var answer = await server.Send(new HttpMethod(method), path, body);
            answer.IsProblem(400, "malformed");
        }

        await NothingChanged();
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Body_OfBytesThatAreNoText_Malformed(string method, string path)
    {
        byte[][] bodies = [[0xFF, 0xFE, 0x7B, 0x7D], [.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8], [.. "{\"reservationId\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8], new byte[1000]];
        foreach (var body in bodies)
        {
            var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            Assert.Equal(HttpStatusCode.BadRequest, (await server.Send(request)).Status);
        }

        await NothingChanged();
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Body_OfAnotherType_Unsupported(string method, string path)
    {
        foreach (var type in new[] { "text/plain", "application/xml", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "nonsense", "*/*" })
        {
            (await server.Send(new HttpMethod(method), path, "{}", type)).IsProblem(415, "unsupported-media-type");
        }

        await NothingChanged();
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Body_OverAMegabyte_TooLarge(string method, string path)
    {
        var huge = $"{{\"pad\":\"{new string('x', 10 << 20)}\"}}";
        (await server.Send(new HttpMethod(method), path, huge)).IsProblem(413, "body-too-large");

        var chunked = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(huge, Encoding.UTF8, "application/json") };
        chunked.Headers.TransferEncodingChunked = true;
        (await server.Send(chunked)).IsProblem(413, "body-too-large");
        await NothingChanged();
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task Body_OfExactlyAMegabyte_IsTaken(int more, bool isTooLarge)
    {
        const string frame = """{"name":"x","pad":""}""";
        var path = $"/v1/skus/{ApiServer.Fresh("sku")}";
        var body = frame.Insert(frame.Length - 2, new string('p', (1 << 20) - frame.Length + more));
        foreach (var isChunked in new[] { false, true })
        {
            var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.TransferEncodingChunked = isChunked;
            Assert.Equal(isTooLarge, (await server.Send(request)).Status == HttpStatusCode.RequestEntityTooLarge);
        }
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("1e2")]
    [InlineData("\"1\"")]
    [InlineData("99999999999999999999")]
    [InlineData("-99999999999999999999")]
    [InlineData("1e999")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("1,\"quantity\":1")]
    public async Task Quantity_ThatIsNoWholeNumber_NamedAsMalformed(string quantity)
    {
        var reserve = await server.Post("/v1/reservations", $$"""{"lines":[{"sku":"hostile","locationId":"w","quantity":{{quantity}}}]}""");
        reserve.IsProblem(400, "malformed");
        Assert.NotNull(reserve.Json["errors"]!["lines[0].quantity"]);
        var move = await server.Post("/v1/stock/hostile/w/movements", $$"""{"movementId":"m","kind":"receipt","quantity":{{quantity}}}""");
        move.IsProblem(400, "malformed");
        Assert.NotNull(move.Json["errors"]!["quantity"]);
        await NothingChanged();
    }

    [Theory]
    [InlineData("""{"lines":null}""", "no-lines")]
    [InlineData("""{"lines":[]}""", "no-lines")]
    [InlineData("""{"lines":{}}""", "malformed")]
    [InlineData("""{"lines":[null]}""", "malformed")]
    [InlineData("""{"lines":[7]}""", "malformed")]
    [InlineData("""{"lines":[{"sku":"hostile","locationId":"w","quantity":0}]}""", "invalid-quantity")]
    [InlineData("""{"lines":[{"sku":"hostile","locationId":"w","quantity":-1}]}""", "invalid-quantity")]
    [InlineData("""{"lines":[{"sku":"hostile","locationId":"w","quantity":1000001}]}""", "invalid-quantity")]
    [InlineData("""{"lines":[{"sku":"hostile","locationId":"w","quantity":9223372036854775807}]}""", "invalid-quantity")]
    [InlineData("""{"lines":[{"sku":"..","locationId":"w","quantity":1}]}""", "invalid-id")]
    [InlineData("""{"lines":[{"sku":"hostile","locationId":"w\u0000","quantity":1}]}""", "invalid-id")]
    [InlineData("""{"lines":[{"sku":"hostile\ud800","locationId":"w","quantity":1}]}""", "malformed")]
    [InlineData($$"""{"ttlSeconds":0,"lines":[{{Line}}]}""", "invalid-ttl")]
    [InlineData($$"""{"ttlSeconds":86401,"lines":[{{Line}}]}""", "invalid-ttl")]
    [InlineData($$"""{"ttlSeconds":1.5,"lines":[{{Line}}]}""", "malformed")]
    [InlineData($$"""{"ttlSeconds":"600","lines":[{{Line}}]}""", "malformed")]
    [InlineData($$"""{"reservationId":7,"lines":[{{Line}}]}""", "malformed")]
    [InlineData($$"""{"reservationId":"","lines":[{{Line}}]}""", "invalid-id")]
    [InlineData($$"""{"lines":[{{Line}}],"lines":[{{Line}}]}""", "malformed")]
    public async Task Reservation_Hostile_RefusedByItsCode(string body, string code)
    {
        (await server.Post("/v1/reservations", body)).IsProblem(400, code);
        await NothingChanged();
    }

    [Fact]
    public async Task Reservation_OfVeryManyLines_RefusedByTheirNumber()
    {
        (await server.Post("/v1/reservations", Lines(101))).IsProblem(400, "too-many-lines");
        (await server.Post("/v1/reservations", Lines(20_000))).IsProblem(400, "too-many-lines");
        (await server.Post("/v1/reservations", Lines(100))).IsProblem(409, "insufficient-stock");
        await NothingChanged();

        static string Lines(int count) => $"{{\"lines\":[{string.Join(',', Enumerable.Repeat(Line, count))}]}}";
    }

    [Theory]
    [InlineData("""{"kind":"receipt","quantity":1}""", "malformed")]
    [InlineData("""{"movementId":"m","quantity":1}""", "malformed")]
    [InlineData("""{"movementId":"m","kind":"receipt"}""", "invalid-quantity")]
    [InlineData("""{"movementId":"m","kind":"theft","quantity":1}""", "malformed")]
    [InlineData("""{"movementId":"m","kind":0,"quantity":1}""", "malformed")]
    [InlineData("""{"movementId":"a/b","kind":"receipt","quantity":1}""", "invalid-id")]
    [InlineData("""{"movementId":"m","kind":"receipt","quantity":1,"reason":"a\u0000b"}""", "malformed")]
    [InlineData("""{"movementId":"m","kind":"receipt","quantity":1,"reason":"\ud800"}""", "malformed")]
    [InlineData("""{"movementId":"m","kind":"receipt","quantity":1,"occurredAt":"soon"}""", "malformed")]
    [InlineData("""{"movementId":"m","kind":"receipt","quantity":1,"occurredAt":1700000000}""", "malformed")]
    [InlineData("""{"movementId":"m","kind":"receipt","quantity":1,"expectedVersion":1}""", "malformed")]
    public async Task Movement_Hostile_RefusedByItsCode(string body, string code)
    {
        (await server.Post("/v1/stock/hostile/w/movements", body)).IsProblem(400, code);
        await NothingChanged();
    }

    [Fact]
    public async Task Body_WithFieldsNobodyKnows_IsTaken() =>
        Assert.Equal(HttpStatusCode.Created, (await server.Put($"/v1/skus/{ApiServer.Fresh("sku")}", """{"name":"x","new":{"a":[1]}}""")).Status);

    private async Task NothingChanged()
    {
        (await server.Get("/v1/stock/hostile/w")).IsProblem(404, "unknown-stock-item");
        (await server.Get("/v1/skus/hostile")).IsProblem(404, "unknown-sku");
        (await server.Get("/v1/locations/hostile")).IsProblem(404, "unknown-location");
    }
}
