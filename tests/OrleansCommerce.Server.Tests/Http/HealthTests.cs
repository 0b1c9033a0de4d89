using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Tests.Crash;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class HealthTests
{
    [Fact]
    public async Task Ready_WhileTheJournalTakesNothing_SaysSoAndRecovers_AndTheProcessIsAliveThroughout()
    {
        await using var app = ServerApp.Build(
            ["--urls", "http://127.0.0.1:0", "--Journal:Provider=memory", "--Demo=false", "--environment", "Development"]);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        var faults = ((MemoryJournal)app.Services.GetRequiredService<IJournal>()).Faults;
        Assert.Equal(HttpStatusCode.OK, (await Answered(http, "/health/ready")).Status);

        // It answers reads, as a database does whose disk is full.
        faults.FailAll(AppendFailure.NotWritten);
        var movement = http.PostAsJsonAsync("/v1/stock/sku/store/movements", new { movementId = "m-1", kind = "receipt", quantity = 1 });
        await Waits.Until(async () => (await Answered(http, "/health/ready")).Status == HttpStatusCode.ServiceUnavailable);
        var away = await Answered(http, "/health/ready");
        Assert.Equal(("journalUnavailable", true), (away.Says, away.HasRetryAfter));
        Assert.Equal((HttpStatusCode.OK, "live"), ((await Answered(http, "/health/live")).Status, (await Answered(http, "/health/live")).Says));

        faults.FailAll(AppendFailure.None);
        Assert.Equal(HttpStatusCode.OK, (await movement).StatusCode);
        Assert.Equal((HttpStatusCode.OK, "ready"), ((await Answered(http, "/health/ready")).Status, (await Answered(http, "/health/ready")).Says));
        await app.StopAsync();
    }

    private static async Task<(HttpStatusCode Status, string? Says, bool HasRetryAfter)> Answered(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        var says = (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["status"];
        return (answer.StatusCode, says, answer.Headers.RetryAfter is not null);
    }
}
