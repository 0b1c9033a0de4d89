using System.Net;

namespace OrleansCommerce.Server.Tests.Http;

/// <summary>The addresses of the pages. Where Node.js was not there when this was built there are none, and the root says so.</summary>
public sealed class PagesTests(OpenServer server) : IClassFixture<OpenServer>
{
    private static readonly bool AreBuilt = File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "index.html"));

    [Theory]
    [InlineData("/")]
    [InlineData("/shop")]
    [InlineData("/operations")]
    [InlineData("/docs")]
    [InlineData("/store/wm-947")]
    public async Task Page_WhereThePagesAreBuilt_IsServedAndMayAskThisServerAlone(string address)
    {
        Assert.SkipUnless(AreBuilt, "The pages are not built.");
        using var response = await server.Http.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'self'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_WithPagesOrWithout_SaysWhatThereIs() => Assert.Contains(
        AreBuilt ? "<!doctype html>" : "/openapi/v1.json", (await server.Get("/")).Text, StringComparison.OrdinalIgnoreCase);
}
