using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansCommerce.Server.Tests.Http;

/// <summary>The real server on a free port, over a journal in memory; derived fixtures change its settings.</summary>
public abstract class ApiServer : IAsyncLifetime
{
    private static int Names;

    private WebApplication _app = null!;

    public Uri Address { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    protected virtual IEnumerable<string> Settings => ["--environment", "Development"];

    /// <summary>A name that no other test uses.</summary>
    public static string Fresh(string prefix) => $"{prefix}-{Interlocked.Increment(ref Names)}";

    public async ValueTask InitializeAsync()
    {
        _app = ServerApp.Build(["--urls", "http://127.0.0.1:0", "--Journal:Provider=memory", "--Demo=false", .. Settings]);
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Http = new HttpClient { BaseAddress = Address };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public Task<Answer> Get(string path, string? token = null) => Send(HttpMethod.Get, path, null, token: token);

    public Task<Answer> Post(string path, string? json = null, string? token = null) => Send(HttpMethod.Post, path, json, token: token);

    public Task<Answer> Put(string path, string json, string? token = null) => Send(HttpMethod.Put, path, json, token: token);

    public Task<Answer> Send(HttpMethod method, string path, string? body, string contentType = "application/json", string? token = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        return Send(request);
    }

    public async Task<Answer> Send(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
            return await Answer.Of(response);
        }
    }

    public async Task Receive(string sku, string locationId, long quantity)
    {
        var answer = await Post($"/v1/stock/{sku}/{locationId}/movements", $$"""{"movementId":"{{Fresh("m")}}","kind":"receipt","quantity":{{quantity}}}""");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    public async Task<JsonNode> Reserve(string sku, string locationId, long quantity, int ttlSeconds = 600)
    {
        var line = $$"""{"sku":"{{sku}}","locationId":"{{locationId}}","quantity":{{quantity}}}""";
        var answer = await Post("/v1/reservations", $$"""{"ttlSeconds":{{ttlSeconds}},"lines":[{{line}}]}""");
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer.Json;
    }

    public async Task<JsonNode> Item(string sku, string locationId) => (await Get($"/v1/stock/{sku}/{locationId}")).Json;
}

/// <summary>A server in development: whoever is on this machine may do everything.</summary>
public sealed class OpenServer : ApiServer;

/// <summary>What the server answered.</summary>
public sealed record Answer(HttpStatusCode Status, string? ContentType, string Text, string? Location, bool HasRetryAfter, string? Allow)
{
    public JsonNode Json => JsonNode.Parse(Text) ?? throw new InvalidOperationException("The answer is null.");

    public string? Code => Text.Length > 0 && ContentType == "application/problem+json" ? (string?)Json["code"] : null;

    public static async Task<Answer> Of(HttpResponseMessage response) => new(
        response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(),
        response.Headers.Location?.ToString(), response.Headers.RetryAfter is not null, string.Join(", ", response.Content.Headers.Allow));

    /// <summary>A whole problem, with this code.</summary>
    public void IsProblem(int status, string code)
    {
        Assert.True(status == (int)Status && code == Code, $"Not {status} {code} but {(int)Status}: {Text}");
        Assert.Equal("application/problem+json", ContentType);
        Assert.Equal(status, (int)Json["status"]!);
        Assert.All(["type", "title", "detail"], field => Assert.False(string.IsNullOrEmpty((string?)Json[field])));
    }
}
