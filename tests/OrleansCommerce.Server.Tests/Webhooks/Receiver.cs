using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansCommerce.Server.Webhooks;

namespace OrleansCommerce.Server.Tests.Webhooks;

/// <summary>Somebody who is told of events, over the loopback address; its paths answer in different ways.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    public static readonly DeliveryEvent Some =
        new(1, 1, "evt_1_1", "stock.changed", "stock/a@b", "{}"u8.ToArray(), DateTimeOffset.UnixEpoch);

    private readonly WebApplication _app;
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Receiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Request> Received { get; } = new();

    /// <summary>What it answers at <c>/hook</c>.</summary>
    public int Status { get; set; } = 200;

    public Uri Address { get; private set; } = null!;

    public Uri Hook => new(Address, "hook");

    public static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.Answer);
        await receiver._app.StartAsync();
        receiver.Address = new Uri(receiver._app.Urls.First() + "/");
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        _ending.TrySetResult();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task Answer(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        Received.Enqueue(new Request(
            context.Request.Path, body, context.Request.Headers["webhook-id"].ToString(), context.Request.Headers["webhook-timestamp"].ToString(),
            context.Request.Headers["webhook-signature"].ToString(), Status));
        switch (context.Request.Path.Value)
        {
            case "/redirect":
                context.Response.StatusCode = 307;
                context.Response.Headers.Location = "/elsewhere";
                break;
            case "/large": await context.Response.WriteAsync(new string('x', 100_000)); break;
            case "/hang":
                await using (context.RequestAborted.Register(() => _ending.TrySetResult()))
                {
                    await _ending.Task;
                }

                break;
            case "/slow":
                // What a receiver takes that does its work before it answers.
                await Task.Delay(TimeSpan.FromSeconds(1), context.RequestAborted);
                break;
            case "/busy": context.Response.StatusCode = 503; break;
            case "/gone": context.Response.StatusCode = 410; break;
            default: context.Response.StatusCode = Status; break;
        }
    }

    internal sealed record Request(string Path, string Body, string Id, string Timestamp, string Signature, int Status)
    {
        public JsonNode Json => JsonNode.Parse(Body)!;
    }
}
