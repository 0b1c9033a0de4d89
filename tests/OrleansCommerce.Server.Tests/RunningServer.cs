using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansCommerce.Server.Tests;

/// <summary>The real server on a free port, over a journal in memory, with no stock but what a test brings.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private WebApplication _app = null!;
    private int _movements;

    public Uri Address { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _app = ServerApp.Build(
            ["--urls", "http://127.0.0.1:0", "--Journal:Provider=memory", "--Demo=false", "--environment", "Development"]);
        await _app.StartAsync();
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Address = new Uri(addresses.Addresses.First());
        Http = new HttpClient { BaseAddress = Address };
    }

    public async Task Receive(string sku, string locationId, long quantity)
    {
        var movementId = $"m-{Interlocked.Increment(ref _movements)}";
        var answer = await Http.PostAsJsonAsync($"/v1/stock/{sku}/{locationId}/movements", new { movementId, kind = "receipt", quantity });
        answer.EnsureSuccessStatusCode();
    }

    public async Task<JsonNode> Reserve(string sku, string locationId, long quantity, int ttlSeconds = 600)
    {
        var answer = await Http.PostAsJsonAsync("/v1/reservations", new { ttlSeconds, lines = new[] { new { sku, locationId, quantity } } });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
