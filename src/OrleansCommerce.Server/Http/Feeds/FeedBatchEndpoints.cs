using Orleans;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Import;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Feeds;

/// <summary>Movements of one source, some thousand at a time, each with its own answer.</summary>
internal static class FeedBatchEndpoints
{
    private const int LinesMax = 10_000;

    public static void MapFeedBatches(this IEndpointRouteBuilder feeds) =>
        feeds.MapPost("/{source}/movements", Take)
            .WithSummary("One movement per line, as NDJSON or CSV, each with its own result. An empty body is a sign of life.")
            .WithMetadata(StreamsBody.Instance, LineMedia.Accepted).RequireAuthorization(Scopes.StockWrite)
            .Refuses(
                ProblemKinds.InvalidId, ProblemKinds.FeedDisabled, ProblemKinds.LimitReached, ProblemKinds.BatchTooLarge,
                ProblemKinds.UnsupportedMediaType);

    private static async Task<Reply<FeedBatchReport>> Take(
        string source, HttpContext context, Caller caller, IGrainFactory grains, GroupCommit commit, EngineClock clock, ImportGate gate,
        FeedIntake intake)
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

        var terms = await intake.Terms(source);
        if (FeedStamps.Refusal(terms) is { } refused)
        {
            return refused;
        }

        var tally = new FeedTally();
        var movements = new List<(long Line, StockKey Key, Move Move)>();
        CsvLines? columns = null;
        var tooLarge = await LineBatch.Read(context, isCsv, LinesMax, header => columns = CsvLines.OfHeader(header.Span), (line, text, problem) =>
        {
            if (Read(source, terms, caller, clock.Now, text, columns, ref problem) is { } movement)
            {
                movements.Add((line, movement.Key, movement.Move));
            }
            else
            {
                tally.Refuse(line, null, problem!);
            }
        });
        if (tooLarge is not null)
        {
            return tooLarge;
        }

        intake.Heard(source, new FeedCounts(Refused: tally.RefusedSoFar));
        using (var run = new ImportRun(grains, commit, clock, caller.Origin, outcome => Tell(outcome, tally, intake), context.RequestAborted))
        {
            try
            {
                foreach (var (line, key, move) in movements)
                {
                    await run.Add(line, key, move);
                }
            }
            finally
            {
                await run.Finish();
            }
        }

        return tally.Report();
    }

    private static (StockKey Key, Move Move)? Read(
        string source, FeedTerms terms, Caller caller, DateTimeOffset now, ReadOnlySpan<byte> text, CsvLines? columns, ref Problem? problem)
    {
        if (problem is not null || (columns is null ? JsonLines.Read(text, out problem) : columns.Read(text, out problem)) is not { } line)
        {
            return null;
        }

        if (line.Source is not null && line.Source != source)
        {
            problem = Problem.OfField(ProblemKinds.Malformed, "source", "Another one than the feed's.");
            return null;
        }

        if ((line with { Source = source }).Read(now, out problem) is not var (key, move))
        {
            return null;
        }

        problem = caller.MayReach(key.LocationId) ? null : Caller.OutOfReach(key.LocationId);
        return problem is null ? (key, move with { Feed = move.Feed! with { Precedence = terms.Precedence } }) : null;
    }

    private static void Tell(ImportOutcome outcome, FeedTally tally, FeedIntake intake)
    {
        tally.Tell(outcome);
        if (outcome.Answer is { } answer)
        {
            intake.Heard(outcome.Move, answer);
        }
    }
}
