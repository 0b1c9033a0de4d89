using System.Net;

namespace OrleansCommerce.Server.Tests.Http;

/// <summary>A server that lets each client send three requests a second.</summary>
public sealed class ThrottledServer : ApiServer
{
    protected override IEnumerable<string> Settings => ["--environment", "Development", "--Limits:RequestsPerSecond=3"];
}

public sealed class RateLimitTests(ThrottledServer server) : IClassFixture<ThrottledServer>
{
    [Fact]
    public async Task Client_TooFast_RateLimitedButHealthIsNot()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => server.Get("/v1/skus/a")));
        var refused = answers.Where(answer => answer.Status == HttpStatusCode.TooManyRequests).ToList();
        Assert.InRange(refused.Count, 10, 27);
        Assert.All(refused, answer =>
        {
            answer.IsProblem(429, "rate-limited");
            Assert.True(answer.HasRetryAfter);
        });
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.Get("/health/live"))), a => Assert.Equal(HttpStatusCode.OK, a.Status));
    }
}

/// <summary>A server that takes no request at all.</summary>
public sealed class FullServer : ApiServer
{
    protected override IEnumerable<string> Settings => ["--environment", "Development", "--Limits:ConcurrentRequests=0", "--Limits:Imports=0"];
}

public sealed class OverloadTests(FullServer server) : IClassFixture<FullServer>
{
    [Fact]
    public async Task Server_Full_BusyWithRetryAfter()
    {
        var answer = await server.Get("/v1/skus/a");
        answer.IsProblem(503, "busy");
        Assert.True(answer.HasRetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/health/live")).Status);
    }
}
