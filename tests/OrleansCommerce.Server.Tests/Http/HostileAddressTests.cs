using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class HostileAddressTests(OpenServer server) : IClassFixture<OpenServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Sent as written, since a client library would tidy them up first.</summary>
    [Theory]
    [InlineData("GET", "/v1/stock/./w")]
    [InlineData("GET", "/v1/stock/../w")]
    [InlineData("GET", "/v1/stock/%2e%2e/w")]
    [InlineData("GET", "/v1/stock/a%2Fb/w")]
    [InlineData("GET", "/v1/stock/a%5Cb/w")]
    [InlineData("GET", "/v1/stock/a%00b/w")]
    [InlineData("GET", "/v1/stock/a%0Ab/w")]
    [InlineData("GET", "/v1/stock/%ff%fe/w")]
    [InlineData("GET", "/v1/stock/a%zz/w")]
    [InlineData("GET", "/v1/stock/a@b/w")]
    [InlineData("GET", "/v1/stock/%20/w")]
    [InlineData("GET", "/v1/stock//w")]
    [InlineData("GET", "/v1/stock/.a/w")]
    [InlineData("GET", "/v1/stock/-a/w")]
    [InlineData("GET", "/v1/reservations/a%20b")]
    [InlineData("GET", "/v1/reservations/..%2f..%2fetc%2fpasswd")]
    [InlineData("POST", "/v1/reservations/%2e/confirm")]
    [InlineData("GET", "/v1/locations/%C3%A9")]
    [InlineData("PUT", "/v1/skus/a%2Fb")]
    [InlineData("GET", "/v1/stock/x?limit=%00")]
    [InlineData("GET", "/v1/audit/records?correlationId=%00")]
    public async Task Address_Hostile_IsTheCallersMistake(string method, string target)
    {
        var status = await Raw($"{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Assert.InRange(status, 400, 499);
    }

    [Fact]
    public async Task Id_LongerThan64_InvalidId()
    {
        (await server.Get($"/v1/skus/{new string('a', 65)}")).IsProblem(400, "invalid-id");
        (await server.Get($"/v1/skus/{new string('a', 64)}")).IsProblem(404, "unknown-sku");
        var answer = await server.Get("/v1/stock/a%20b/w");
        answer.IsProblem(400, "invalid-id");
        Assert.NotNull(answer.Json["errors"]!["sku"]);
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("/v1/nothing")]
    [InlineData("/v2/stock/a/b")]
    [InlineData("/v1/stock/a/b/c")]
    [InlineData("/v1/reservations/a/steal")]
    public async Task Route_Unknown_NotFound(string path)
    {
        (await server.Post(path, "{}")).IsProblem(404, "not-found");
        (await server.Get(path)).IsProblem(404, "not-found");
    }

    [Theory]
    [InlineData("DELETE", "/v1/reservations", "POST")]
    [InlineData("POST", "/v1/skus/a", "GET, PUT")]
    [InlineData("PATCH", "/v1/stock/a/b", "GET")]
    [InlineData("GET", "/v1/stock/a/b/movements", "POST")]
    public async Task Method_Unknown_SaysWhichAreAllowed(string method, string path, string allowed)
    {
        var answer = await server.Send(new HttpMethod(method), path, null);
        answer.IsProblem(405, "method-not-allowed");
        Assert.Equal(allowed, string.Join(", ", answer.Allow!.Split(", ").Order()));
    }

    [Theory]
    [InlineData("POST /v1/reservations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /v1/reservations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("POST /v1/reservations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET /v1/skus/a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    public async Task Request_ThatIsNoHttp_IsTheCallersMistake(string request) => Assert.InRange(await Raw(request), 400, 499);

    [Fact]
    public async Task Header_Enormous_IsTheCallersMistake() => Assert.Equal(
        431, await Raw($"GET /v1/skus/a HTTP/1.1\r\nHost: localhost\r\nX-Pad: {new string('p', 40_000)}\r\nConnection: close\r\n\r\n"));

    [Fact]
    public async Task ForeignHost_InDevelopment_IsRefused()
    {
        Assert.Equal(400, await Raw("GET /health/live HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"));
        Assert.Equal(200, await Raw("GET /health/live HTTP/1.1\r\nHost: localhost:99\r\nConnection: close\r\n\r\n"));
        Assert.Equal(200, await Raw("GET /health/live HTTP/1.1\r\nHost: [::1]:99\r\nConnection: close\r\n\r\n"));
    }

    [Theory]
    [InlineData("https://evil.example", false)]
    [InlineData("http://localhost.evil.example", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    [InlineData("http://localhost:5173", true)]
    [InlineData("http://127.0.0.1:5080", true)]
    public async Task Origin_InDevelopment_MustBeThisMachine(string origin, bool isLetIn)
    {
        var status = await Raw($"GET /v1/skus/nobody HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\nConnection: close\r\n\r\n");
        Assert.Equal(isLetIn ? 404 : 403, status);
    }

    private async Task<int> Raw(string request)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, timeout.Token);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), timeout.Token);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var status = await reader.ReadLineAsync(timeout.Token);
        Assert.StartsWith("HTTP/1.1 ", status, StringComparison.Ordinal);
        return int.Parse(status!.Split(' ')[1], null);
    }
}
