using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansCommerce.Benchmarks.Journal;
using OrleansCommerce.Server.Tests.Crash;

namespace OrleansCommerce.Benchmarks.Http;

/// <summary>
/// What the server is compared with, as a process of its own: one row per item behind an endpoint that does nothing besides, and an
/// endpoint that does nothing at all.
/// </summary>
internal static class ThinServer
{
    /// <summary>What this program is told when it is to be that process.</summary>
    public const string Verb = "http-alternative";

    public const string EmptyPath = "/empty";

    private const string Database = "Alternative";

    private static readonly byte[] EmptyAnswer = """{"state":"held"}"""u8.ToArray();

    public static string RowsPath(int connections) => string.Create(CultureInfo.InvariantCulture, $"/rows/{connections}");

    public static async Task<ServerProcess> Start(string folder, string connectionString)
    {
        var process = new ServerProcess(folder, $"--ConnectionStrings:{Database}={connectionString}") { Program = ["OrleansCommerce.Benchmarks.dll", Verb] };
        await process.Start();
        return process;
    }

    /// <summary>Is that process, until it is told to end.</summary>
    public static async Task Serve(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        app.MapGet("/health/ready", context => Answer(context, StatusCodes.Status200OK, EmptyAnswer));
        app.MapPost(EmptyPath, Empty);
        foreach (var connections in RowPerItem.Connections)
        {
            var rows = await RowPerItem.Open(app.Configuration.GetConnectionString(Database)!, connections);
            var free = Channel.CreateUnbounded<NpgsqlCommand>();
            foreach (var statement in rows.Statements)
                free.Writer.TryWrite(statement);
            app.MapPost(RowsPath(connections), context => Reserve(context, free));
        }
        await app.RunAsync();
    }

    private static async Task Empty(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        for (var isCompleted = false; !isCompleted;)
        {
            var read = await reader.ReadAsync();
            isCompleted = read.IsCompleted;
            reader.AdvanceTo(read.Buffer.End);
        }
        await Answer(context, StatusCodes.Status201Created, EmptyAnswer);
    }

    private static async Task Reserve(HttpContext context, Channel<NpgsqlCommand> free)
    {
        var body = await context.Request.ReadFromJsonAsync(ThinJson.Default.ThinReservation);
        var line = body!.Lines[0];
        var statement = await free.Reader.ReadAsync();
        try
        {
            var status = await RowPerItem.Reserve(statement, body.ReservationId, line.Sku, line.LocationId, line.Quantity)
                ? StatusCodes.Status201Created
                : StatusCodes.Status409Conflict;
            await Answer(context, status, JsonSerializer.SerializeToUtf8Bytes(new ThinAnswer(body.ReservationId, "held"), ThinJson.Default.ThinAnswer));
        }
        finally
        {
            free.Writer.TryWrite(statement);
        }
    }

    private static Task Answer(HttpContext context, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, 0, body.Length);
    }
}

internal sealed record ThinReservation(string ReservationId, ThinLine[] Lines);

internal sealed record ThinLine(string Sku, string LocationId, long Quantity);

internal sealed record ThinAnswer(string ReservationId, string State);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ThinReservation))]
[JsonSerializable(typeof(ThinAnswer))]
internal sealed partial class ThinJson : JsonSerializerContext;
