using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Import;

/// <summary>Movements by the million, streamed.</summary>
public static class ImportEndpoints
{
    private const string JsonLinesType = "application/x-ndjson";
    private const string CsvType = "text/csv";

    public static void MapImport(this IEndpointRouteBuilder v1) =>
        v1.MapPost("/stock/import", Import).WithTags("Stock")
            .WithSummary("One movement per line, as NDJSON or CSV; a bad line rejects itself only.")
            .WithMetadata(StreamsBody.Instance, new AcceptsMetadata([JsonLinesType, CsvType], typeof(string)))
            .RequireAuthorization(Scopes.StockWrite)
            .Refuses(ProblemKinds.UnsupportedMediaType);

    private static async Task<Reply<ImportReport>> Import(
        HttpContext context, Caller caller, IGrainFactory grains, GroupCommit commit, EngineClock clock, ImportGate gate)
    {
        var isCsv = IsType(context.Request.ContentType, CsvType);
        if (!isCsv && !IsType(context.Request.ContentType, JsonLinesType))
        {
            return Problem.Of(ProblemKinds.UnsupportedMediaType, $"An import is sent as {JsonLinesType} or {CsvType}, in UTF-8.");
        }

        using var turn = gate.Enter();
        if (turn is null)
        {
            return Problem.Of(ProblemKinds.Busy, $"{gate.TurnsMax} imports are under way.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var tally = new ImportTally();
        var records = new RecordReader(context.Request.BodyReader, isCsv ? Csv.RecordEnd : JsonLines.RecordEnd);
        using var run = new ImportRun(grains, commit, clock, caller.Origin, tally, context.RequestAborted);
        try
        {
            var lines = isCsv ? await ReadHeader(records, context.RequestAborted) : null;
            while (await records.Next(context.RequestAborted) is { } record)
            {
                if (Read(record, lines, caller, clock, tally) is { } movement)
                {
                    await run.Add(record.Line, movement.Key, movement.Move);
                }
            }
        }
        finally
        {
            await run.Finish();
        }

        return tally.Report();
    }

    private static async Task<CsvLines> ReadHeader(RecordReader records, CancellationToken cancellation) =>
        await records.Next(cancellation) is { IsTooLong: false } header
            ? CsvLines.OfHeader(JsonMedia.WithoutMark(header.Text.Span))
            : throw new ProblemException(Problem.Of(ProblemKinds.Malformed, "The first line of a CSV import names its columns."));

    private static (Domain.Stock.StockKey Key, Domain.Stock.Move Move)? Read(
        ImportRecord record, CsvLines? columns, Caller caller, EngineClock clock, ImportTally tally)
    {
        Problem? problem;
        var text = record.Line == 1 ? JsonMedia.WithoutMark(record.Text.Span) : record.Text.Span;
        if (record.IsTooLong)
        {
            problem = Problem.Of(ProblemKinds.LineTooLong);
        }
        else if (text.Trim(" \t\r"u8).IsEmpty)
        {
            return null;
        }
        else if ((columns is null ? JsonLines.Read(text, out problem) : columns.Read(text, out problem)) is { } line
            && line.Read(clock.Now, out problem) is { } movement)
        {
            if (caller.MayReach(movement.Key.LocationId))
            {
                return movement;
            }

            problem = Caller.OutOfReach(movement.Key.LocationId);
        }

        tally.Reject(record.Line, problem!);
        return null;
    }

    private static bool IsType(string? contentType, string expected) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && JsonMedia.IsUtf8(type)
        && string.Equals(type.MediaType.Value, expected, StringComparison.OrdinalIgnoreCase);
}
