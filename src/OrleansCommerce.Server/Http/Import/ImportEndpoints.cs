using Microsoft.AspNetCore.Http.Features;
using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Feeds;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Import;

/// <summary>Movements by the million, streamed.</summary>
public static class ImportEndpoints
{
    public static void MapImport(this IEndpointRouteBuilder v1) =>
        v1.MapPost("/stock/import", Import).WithTags("Stock")
            .WithSummary("One movement per line, as NDJSON or CSV; a bad line rejects itself only.")
            .WithMetadata(StreamsBody.Instance, LineMedia.Accepted)
            .RequireAuthorization(Scopes.StockWrite)
            .Refuses(ProblemKinds.UnsupportedMediaType);

    private static async Task<Reply<ImportReport>> Import(
        HttpContext context, Caller caller, IGrainFactory grains, GroupCommit commit, EngineClock clock, ImportGate gate, FeedIntake intake)
    {
        if (LineMedia.IsCsv(context.Request.ContentType) is not { } isCsv)
        {
            return LineMedia.Unsupported;
        }

        using var turn = await gate.Enter(context.RequestAborted);
        if (turn is null)
        {
            return Problem.Of(ProblemKinds.Busy, $"{gate.TurnsMax} imports are under way, and more wait.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var tally = new ImportTally();
        var records = new RecordReader(context.Request.BodyReader, isCsv ? Csv.RecordEnd : JsonLines.RecordEnd);
        using var run = new ImportRun(grains, commit, clock, caller.Origin, Tell, context.RequestAborted);
        var stamps = new FeedStamps(intake);
        try
        {
            var lines = isCsv ? CsvLines.OfHeader(LineText.Header(await records.Next(context.RequestAborted)).Span) : null;
            while (await records.Next(context.RequestAborted) is { } record)
            {
                if (Read(record, lines, caller, clock, tally) is { } movement)
                {
                    var (stamped, problem) = await stamps.Stamp(movement.Move);
                    if (stamped is null)
                    {
                        tally.Reject(record.Line, problem!);
                        continue;
                    }

                    await run.Add(record.Line, movement.Key, stamped);
                }
            }
        }
        finally
        {
            await run.Finish();
        }

        return tally.Report();

        void Tell(ImportOutcome outcome)
        {
            tally.Tell(outcome);
            if (outcome.Answer is { } answer)
            {
                intake.Heard(outcome.Move, answer);
            }
        }
    }

    private static (Domain.Stock.StockKey Key, Domain.Stock.Move Move)? Read(
        ImportRecord record, CsvLines? columns, Caller caller, EngineClock clock, ImportTally tally)
    {
        var text = LineText.Of(record, out var problem);
        if (problem is null && text.IsEmpty)
        {
            return null;
        }

        if (problem is null && (columns is null ? JsonLines.Read(text, out problem) : columns.Read(text, out problem)) is { } line
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
}
