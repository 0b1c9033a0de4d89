using System.Net;
using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrleansCommerce.Server.Auth;

namespace OrleansCommerce.Server.Tests.Http;

/// <summary>A server outside development, which knows one key.</summary>
public sealed class GuardedServer : ApiServer
{
    public static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    protected override IEnumerable<string> Settings =>
    [
        "--environment", "Production", $"--Auth:SigningKey={Convert.ToBase64String(Key)}", "--Auth:Issuer=https://issuer.test",
        "--Auth:Audience=commerce",
    ];

    public static string Token(string? scope, byte[]? key = null, string issuer = "https://issuer.test", string audience = "commerce", double minutes = 5, params string[] locations)
    {
        var claims = new List<Claim> { new("sub", "erp-1") };
        claims.AddRange(scope is null ? [] : [new("scope", scope)]);
        claims.AddRange(locations.Select(location => new Claim("location", location)));
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = DateTime.UtcNow.AddMinutes(-60),
            NotBefore = DateTime.UtcNow.AddMinutes(-60),
            Expires = DateTime.UtcNow.AddMinutes(minutes),
            Subject = new ClaimsIdentity(claims),
            SigningCredentials = new(new SymmetricSecurityKey(key ?? Key), SecurityAlgorithms.HmacSha256),
        });
    }
}

public sealed class AuthTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    private const string Receipt = """{"movementId":"m-1","kind":"receipt","quantity":5}""";

    [Fact]
    public async Task Token_MissingOrBad_Unauthenticated()
    {
        const string unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwic2NvcGUiOiJhZG1pbiIsImlzcyI6Imh0dHBzOi8vaXNzdWVyLnRlc3QiLCJhdWQiOiJjb21tZXJjZSIsImV4cCI6NDEwMjQ0NDgwMH0.";
        string?[] bad =
        [
            null, "", "nonsense", "a.b.c", unsigned, GuardedServer.Token("admin", key: new byte[32]),
            GuardedServer.Token("admin", issuer: "https://other.test"), GuardedServer.Token("admin", audience: "other"),
            GuardedServer.Token("admin", minutes: -5),
        ];
        foreach (var token in bad)
        {
            (await server.Get("/v1/stock/a/b", token)).IsProblem(401, "unauthenticated");
            (await server.Post("/v1/reservations", "not json", token)).IsProblem(401, "unauthenticated");
        }
    }

    [Theory]
    [InlineData("GET", "/v1/stock/a/b", "stock:read")]
    [InlineData("GET", "/v1/stock/a", "stock:read")]
    [InlineData("GET", "/v1/locations", "stock:read")]
    [InlineData("GET", "/v1/locations/a", "stock:read")]
    [InlineData("GET", "/v1/locations/a/stock", "stock:read")]
    [InlineData("GET", "/v1/skus/a", "stock:read")]
    [InlineData("PUT", "/v1/skus/a", "stock:write")]
    [InlineData("PUT", "/v1/locations/a", "stock:write")]
    [InlineData("POST", "/v1/stock/a/b/movements", "stock:write")]
    [InlineData("PUT", "/v1/stock/a/b/safety-stock", "stock:write")]
    [InlineData("POST", "/v1/stock/import", "stock:write")]
    [InlineData("POST", "/v1/reservations", "reservations:write")]
    [InlineData("GET", "/v1/reservations/a", "reservations:write")]
    [InlineData("POST", "/v1/reservations/a/confirm", "reservations:write")]
    [InlineData("POST", "/v1/reservations/a/release", "reservations:write")]
    [InlineData("POST", "/v1/reservations/a/fulfil", "reservations:write")]
    [InlineData("POST", "/v1/reservations/a/extend", "reservations:write")]
    [InlineData("POST", "/v1/promises", "reservations:write")]
    [InlineData("GET", "/v1/promises/a", "reservations:write")]
    [InlineData("GET", "/v1/routing/policy", "routing:write")]
    [InlineData("PUT", "/v1/routing/policy", "routing:write")]
    [InlineData("POST", "/v1/routing/replays", "routing:write")]
    [InlineData("GET", "/v1/skus/a/confidence", "stock:read")]
    [InlineData("POST", "/v1/transfers", "stock:write")]
    [InlineData("GET", "/v1/transfers", "stock:read")]
    [InlineData("GET", "/v1/transfers/a", "stock:read")]
    [InlineData("POST", "/v1/transfers/a/ship", "stock:write")]
    [InlineData("POST", "/v1/transfers/a/receive", "stock:write")]
    [InlineData("POST", "/v1/transfers/a/cancel", "stock:write")]
    [InlineData("PUT", "/v1/stock/a/b/inbound/c", "stock:write")]
    [InlineData("GET", "/v1/stock/a/b/inbound", "stock:read")]
    [InlineData("POST", "/v1/stock/a/notifications", "customers:write")]
    [InlineData("GET", "/v1/stock/a/notifications", "customers:read")]
    [InlineData("GET", "/v1/locations/a/count-tasks", "stock:read")]
    [InlineData("POST", "/v1/locations/a/count-tasks", "stock:write")]
    [InlineData("POST", "/v1/count-tasks/a:1/complete", "stock:write")]
    [InlineData("POST", "/v1/webhooks", "webhooks:write")]
    [InlineData("GET", "/v1/webhooks", "webhooks:write")]
    [InlineData("GET", "/v1/webhooks/a/attempts", "webhooks:write")]
    [InlineData("POST", "/v1/webhooks/a/replay", "webhooks:write")]
    [InlineData("POST", "/v1/webhooks/a/secret", "webhooks:write")]
    [InlineData("DELETE", "/v1/webhooks/a", "webhooks:write")]
    [InlineData("GET", "/v1/audit/balance", "audit:read")]
    [InlineData("GET", "/v1/audit/records", "audit:read")]
    public async Task Endpoint_WithoutItsScope_ForbiddenAndWithItLetIn(string method, string path, string scope)
    {
        var others = string.Join(' ', Scopes.All.Where(other => other != scope && other != Scopes.Admin));
        var type = path.EndsWith("import", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json";
        var body = method == "GET" ? null : "{";
        (await Send(others)).IsProblem(403, "forbidden");
        (await Send(null)).IsProblem(403, "forbidden");
        (await Send(scope.ToUpperInvariant())).IsProblem(403, "forbidden");
        Assert.DoesNotContain((await Send($"x {scope}")).Status, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden });
        Assert.DoesNotContain((await Send("admin")).Status, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden });

        Task<Answer> Send(string? scopes) => server.Send(new HttpMethod(method), path, body, type, GuardedServer.Token(scopes));
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    public async Task Operations_NeedNoToken(string path) => Assert.Equal(HttpStatusCode.OK, (await server.Get(path)).Status);

    [Fact]
    public async Task Hub_WithoutAToken_Unauthenticated() =>
        (await server.Post("/hubs/live/negotiate?negotiateVersion=1")).IsProblem(401, "unauthenticated");

    [Fact]
    public async Task Staff_ReachTheirLocationsOnly()
    {
        var (admin, staff) = (GuardedServer.Token("admin"), GuardedServer.Token("stock:read stock:write reservations:write", locations: ["l-1", "l-2"]));
        foreach (var place in new[] { "l-1", "l-2", "l-3" })
        {
            Assert.Equal(HttpStatusCode.OK, (await server.Post($"/v1/stock/bound/{place}/movements", Receipt, admin)).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await server.Get("/v1/stock/bound/l-2", staff)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/v1/locations/l-1/stock", staff)).Status);
        (await server.Get("/v1/stock/bound/l-3", staff)).IsProblem(403, "forbidden");
        (await server.Get("/v1/locations/l-3/stock", staff)).IsProblem(403, "forbidden");
        (await server.Post("/v1/stock/bound/l-3/movements", Receipt, staff)).IsProblem(403, "forbidden");
        (await server.Put("/v1/stock/bound/l-3/safety-stock", """{"quantity":1}""", staff)).IsProblem(403, "forbidden");
        (await server.Put("/v1/locations/l-3", "{}", staff)).IsProblem(403, "forbidden");
        Assert.Equal(["l-1", "l-2"], (await server.Get("/v1/stock/bound", staff)).Json["items"]!.AsArray().Select(item => (string)item!["locationId"]!));

        var lines = """
            {"movementId":"i-1","sku":"bound","locationId":"l-1","kind":"receipt","quantity":1}
            {"movementId":"i-2","sku":"bound","locationId":"l-3","kind":"receipt","quantity":1}
            """;
        var report = (await server.Send(HttpMethod.Post, "/v1/stock/import", lines, "application/x-ndjson", staff)).Json;
        Assert.Equal((1, "forbidden", 2), (
            (int)report["accepted"]!, (string)report["errors"]![0]!["code"]!, (int)report["errors"]![0]!["line"]!));
    }

    [Theory]
    [InlineData("GET", "/v1/audit/balance")]
    [InlineData("GET", "/v1/audit/records")]
    [InlineData("PUT", "/v1/routing/policy")]
    [InlineData("POST", "/v1/routing/replays")]
    [InlineData("GET", "/v1/webhooks")]
    [InlineData("POST", "/v1/webhooks")]
    public async Task Staff_WhatConcernsAllLocations_IsForbidden(string method, string path)
    {
        var body = method == "GET" ? null : "{}";
        (await server.Send(new(method), path, body, token: GuardedServer.Token("admin", locations: ["l-1"]))).IsProblem(403, "forbidden");
        Assert.NotEqual(HttpStatusCode.Forbidden, (await server.Send(new(method), path, body, token: GuardedServer.Token("admin"))).Status);
    }

    [Fact]
    public async Task Staff_TouchNoReservationOfAnotherLocation()
    {
        var (admin, staff) = (GuardedServer.Token("admin"), GuardedServer.Token("reservations:write", locations: ["s-1"]));
        await server.Post("/v1/stock/held/s-2/movements", Receipt, admin);
        const string body = """{"reservationId":"of-s-2","lines":[{"sku":"held","locationId":"s-2","quantity":1}]}""";
        (await server.Post("/v1/reservations", body, staff)).IsProblem(403, "forbidden");
        Assert.Equal(HttpStatusCode.Created, (await server.Post("/v1/reservations", body, admin)).Status);
        (await server.Get("/v1/reservations/of-s-2", staff)).IsProblem(403, "forbidden");
        (await server.Post("/v1/reservations/of-s-2/release", null, staff)).IsProblem(403, "forbidden");
        Assert.Equal("held", (string?)(await server.Get("/v1/reservations/of-s-2", admin)).Json["state"]);
    }

    [Fact]
    public async Task Staff_ShipWhatLeavesTheirLocationAndReceiveWhatComes()
    {
        var admin = GuardedServer.Token("admin");
        var (here, there, elsewhere) = (Bound("here"), Bound("there"), Bound("elsewhere"));
        await server.Post("/v1/stock/moved/here/movements", Receipt, admin);
        const string body = """{"transferId":"bound-t","from":"here","to":"there","lines":[{"sku":"moved","quantity":1}]}""";
        (await server.Post("/v1/transfers", body, there)).IsProblem(403, "forbidden");
        Assert.Equal(HttpStatusCode.Created, (await server.Post("/v1/transfers", body, here)).Status);
        (await server.Get("/v1/transfers/bound-t", elsewhere)).IsProblem(403, "forbidden");
        Assert.Empty((await server.Get("/v1/transfers", elsewhere)).Json["items"]!.AsArray());
        (await server.Post("/v1/transfers/bound-t/ship", null, there)).IsProblem(403, "forbidden");
        (await server.Post("/v1/transfers/bound-t/cancel", null, there)).IsProblem(403, "forbidden");
        Assert.Equal(HttpStatusCode.OK, (await server.Post("/v1/transfers/bound-t/ship", null, here)).Status);
        (await server.Post("/v1/transfers/bound-t/receive", null, here)).IsProblem(403, "forbidden");
        Assert.Equal(HttpStatusCode.OK, (await server.Post("/v1/transfers/bound-t/receive", null, there)).Status);

        (await server.Put("/v1/stock/moved/there/inbound/po", """{"quantity":0}""", here)).IsProblem(403, "forbidden");
        (await server.Get("/v1/stock/moved/there/inbound", here)).IsProblem(403, "forbidden");
        (await server.Get("/v1/locations/there/count-tasks", here)).IsProblem(403, "forbidden");
        (await server.Post("/v1/count-tasks/there:1/complete", """{"counted":1}""", here)).IsProblem(403, "forbidden");
        (await server.Post("/v1/stock/moved/notifications", """{"customerId":"c","locationId":"there"}""", here)).IsProblem(403, "forbidden");

        static string Bound(string location) => GuardedServer.Token("stock:read stock:write customers:write", locations: [location]);
    }

    [Fact]
    public async Task Audit_NamesTheSubjectOfTheToken()
    {
        await server.Post("/v1/stock/audited/w/movements", Receipt, GuardedServer.Token("stock:write"));
        var page = (await server.Get("/v1/audit/records?limit=1000", GuardedServer.Token("audit:read"))).Json;
        var record = page["items"]!.AsArray().Single(item => (string)item!["stream"]! == "stock/audited@w")!;
        Assert.Equal(("erp-1", "stock.moved"), ((string)record["actor"]!, (string)record["kind"]!));
    }

    [Theory]
    [InlineData("--environment=Production")]
    [InlineData("--environment=Staging")]
    [InlineData("--environment=Production", "--Auth:SigningKey=AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=")]
    [InlineData("--environment=Production", "--Auth:SigningKey=AQID", "--Auth:Issuer=x")]
    [InlineData("--environment=Production", "--Auth:SigningKey=no base64!", "--Auth:Issuer=x")]
    public void Start_WithoutAnIssuerOutsideDevelopment_RefusedInOneLine(params string[] settings)
    {
        var refusal = Assert.Throws<StartRefusedException>(() => ServerApp.Build(["--Journal:Provider=memory", .. settings]));
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Contains("Auth:", refusal.Message, StringComparison.Ordinal);
    }
}
