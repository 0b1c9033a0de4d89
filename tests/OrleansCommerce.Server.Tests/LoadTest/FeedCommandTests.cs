using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansCommerce.Server.Tests.Http;

namespace OrleansCommerce.Server.Tests.LoadTest;

/// <summary>The load tool's feed against a real server, and through somebody who changes what it says.</summary>
public sealed partial class FeedCommandTests(OpenServer server) : IClassFixture<OpenServer>
{
    private const int Movements = 6_000;
    private const int Items = 40;

    [Fact]
    public async Task Feed_LateAndTwice_IsTheStockInTheEnd()
    {
        using var folder = new TemporaryFolder();
        var (run, report) = await Feed(folder, server.Address);

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal(Movements, report.GetProperty("told").GetInt64());
        Assert.True(report.GetProperty("sent").GetInt64() > Movements);
        Assert.Equal(Items, report.GetProperty("same").GetInt64());
        var outcomes = report.GetProperty("outcomes");
        // Of each kind there was some: what came twice, and what a count had seen or a later count had made void.
        Assert.All(["accepted", "duplicate", "contained", "superseded"], outcome => Assert.True(outcomes.GetProperty(outcome).GetInt64() > 0, outcome));
        Assert.Equal(report.GetProperty("sent").GetInt64(), outcomes.EnumerateObject().Sum(outcome => outcome.Value.GetInt64()));
    }

    [Fact]
    public async Task Feed_ThatIsChangedOnTheWay_IsFoundOut()
    {
        using var folder = new TemporaryFolder();
        await using var between = await Tamperer(server.Address);
        var (run, report) = await Feed(folder, new Uri(between.Urls.First()));

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("NOT what was told", run.Output, StringComparison.Ordinal);
        // The reconciliation sees it, and so does the look at the stock.
        Assert.True(report.GetProperty("differing").GetInt64() > 0, run.Output);
        Assert.Equal(report.GetProperty("differing").GetInt64(), report.GetProperty("wrongItems").GetInt64());
    }

    private static async Task<(ToolRun Run, JsonElement Report)> Feed(TemporaryFolder folder, Uri url)
    {
        var path = folder.File("feed.json");
        var run = await ToolRun.OfAsync(
            "feed", "--url", url.ToString(), "--movements", $"{Movements}", "--items", $"{Items}", "--locations", "3", "--late", "400", "--batch", "200", "--out", path);
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        return (run, document.RootElement.Clone());
    }

    /// <summary>
    /// Hands everything on, but every receipt with ten units more: of one batch alone, later counts may have made all of that good.
    /// </summary>
    private static async Task<WebApplication> Tamperer(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var http = new HttpClient { BaseAddress = target };
        app.Lifetime.ApplicationStopped.Register(http.Dispose);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            if (context.Request.Path.Value!.EndsWith("/movements", StringComparison.Ordinal))
            {
                body = Receipt().Replace(body, receipt => $"{receipt.Groups[1].Value}1{receipt.Groups[2].Value}");
            }

            using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"{context.Request.Path}{context.Request.QueryString}");
            request.Content = body.Length > 0 ? new StringContent(body, null, context.Request.ContentType!) : null;
            using var answer = await http.SendAsync(request);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await context.Response.WriteAsync(await answer.Content.ReadAsStringAsync());
        });
        await app.StartAsync();
        return app;
    }

    [GeneratedRegex("(\"kind\":\"receipt\",\"quantity\":)(\\d)")]
    private static partial Regex Receipt();
}
