using System.Globalization;
using Orleans;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Import;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Reservations;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Feeds;

/// <summary>A source's whole figures against the engine's: looked at first, booked when that is asked for.</summary>
internal static class ReconciliationEndpoints
{
    public static void MapReconciliations(this IEndpointRouteBuilder feeds)
    {
        var group = feeds.MapGroup("/{source}/reconciliations");
        group.MapPost("", Compare).WithMetadata(TakesIdempotencyKey.Instance).Produces<ReconciliationView>(StatusCodes.Status201Created)
            .WithSummary(
                "Compare a file (NDJSON or CSV: sku, locationId, onHand, at, version) with the books; with apply=true book the differences. "
                + "The query's reconciliationId, or the Idempotency-Key header, makes a repetition safe.")
            .WithMetadata(StreamsBody.Instance, LineMedia.Accepted).RequireAuthorization(Scopes.StockWrite)
            .Refuses(
                ProblemKinds.InvalidId, ProblemKinds.FeedDisabled, ProblemKinds.LimitReached, ProblemKinds.BatchTooLarge,
                ProblemKinds.UnsupportedMediaType, ProblemKinds.IdReused);
        group.MapGet("", List).WithSummary("The newest fifty, the newest first.").RequireAuthorization(Scopes.StockRead)
            .Refuses(ProblemKinds.UnknownFeed);
        group.MapGet("/{reconciliationId}", Read).WithSummary("One of them, with its differences by the page.").RequireAuthorization(Scopes.StockRead)
            .Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownReconciliation);
        group.MapPost("/{reconciliationId}/apply", Apply).WithSummary("Book the differences that were found. Twice is once.")
            .RequireAuthorization(Scopes.StockWrite)
            .Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownReconciliation, ProblemKinds.FeedDisabled, ProblemKinds.WrongState);
    }

    private static async Task<Reply<ReconciliationView>> Compare(
        string source, string? reconciliationId, string? apply, HttpContext context, Caller caller, FeedIntake intake, Reconciler reconciler,
        EngineClock clock, ImportGate gate, IGrainFactory grains)
    {
        if (LineMedia.IsCsv(context.Request.ContentType) is not { } isCsv)
        {
            return LineMedia.Unsupported;
        }

        var errors = new FieldErrors();
        errors.CheckOptionalId("reconciliationId", reconciliationId);
        if (apply is not (null or "true" or "false"))
        {
            errors.Add(ProblemKinds.Malformed, "apply", "One of true, false.");
        }

        using var turn = await gate.Enter(context.RequestAborted);
        var problem = FeedEndpoints.OutOfReach(caller) ?? errors.ToProblem()
            ?? (turn is null ? Problem.Of(ProblemKinds.Busy, $"{gate.TurnsMax} imports are under way, and more wait.") : null);
        var terms = await intake.Terms(source);
        if ((problem ?? FeedStamps.Refusal(terms)) is { } refused)
        {
            return refused;
        }

        var file = new ReconciliationFile(clock.Now);
        var tally = new ImportTally();
        var tooLarge = await LineBatch.Read(context, isCsv, FeedLimits.LinesMax, header => file.Header(header.Span), (line, text, bad) =>
        {
            if ((bad ?? file.Add(text)) is { } rejected)
            {
                tally.Reject(line, rejected);
            }
        });
        if (tooLarge is not null)
        {
            return tooLarge;
        }

        var id = reconciliationId ?? ReservationNames.OfKind('c', $"{caller.Origin.Actor}/{source}", ReservationNames.Key(context.Request));
        var answer = await reconciler.Compare(source, id, file.Digest, file.Items, terms, caller.Origin);
        if (answer.IsOtherFile)
        {
            return Problem.Of(ProblemKinds.IdReused);
        }

        var isNew = !answer.IsRepeated;
        answer = apply == "true" ? await reconciler.Apply(source, id, terms, caller.Origin) : answer;
        var report = tally.Report();
        var view = await Page(ReconciliationView.Of(source, id, answer), 0, Paging.LimitDefault, grains) with
        {
            Rejected = report.Rejected,
            Errors = report.Errors,
        };
        return isNew ? Reply<ReconciliationView>.Created(view, $"/v1/feeds/{source}/reconciliations/{id}") : view;
    }

    private static async Task<Reply<ReconciliationPage>> List(string source, Caller caller, Reconciler reconciler, IGrainFactory grains)
    {
        if (FeedEndpoints.OutOfReach(caller) is { } problem)
        {
            return problem;
        }

        var feeds = await FeedRegister.Of(grains).Read();
        if (feeds.FirstOrDefault(feed => feed.Source == source) is not { } found)
        {
            return Problem.Of(ProblemKinds.UnknownFeed);
        }

        var answers = await Task.WhenAll(found.Reconciliations.Reverse().Select(async id =>
            ReconciliationView.Of(source, id, await reconciler.Read(source, id))));
        return new ReconciliationPage(source, [.. answers]);
    }

    private static async Task<Reply<ReconciliationView>> Read(
        string source, string reconciliationId, string? limit, string? after, Caller caller, Reconciler reconciler, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        var count = Paging.ReadLimit(limit, errors);
        var start = 0;
        if (after is not null && !int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out start))
        {
            errors.Add(ProblemKinds.Malformed, "after", "Not a cursor from an earlier page.");
        }

        if ((FeedEndpoints.OutOfReach(caller) ?? errors.ToProblem()) is { } problem)
        {
            return problem;
        }

        var answer = await reconciler.Read(source, reconciliationId);
        return answer.Exists
            ? await Page(ReconciliationView.Of(source, reconciliationId, answer), start, count, grains)
            : Problem.Of(ProblemKinds.UnknownReconciliation);
    }

    private static async Task<Reply<ReconciliationView>> Apply(
        string source, string reconciliationId, Caller caller, FeedIntake intake, Reconciler reconciler, IGrainFactory grains)
    {
        var terms = await intake.Terms(source);
        if ((FeedEndpoints.OutOfReach(caller) ?? FeedStamps.Refusal(terms)) is { } problem)
        {
            return problem;
        }

        if (!(await reconciler.Read(source, reconciliationId)).Exists)
        {
            return Problem.Of(ProblemKinds.UnknownReconciliation);
        }

        var answer = await reconciler.Apply(source, reconciliationId, terms, caller.Origin);
        return answer.IsStale
            ? Problem.Of(ProblemKinds.WrongState, "The comparison is not complete: send the file again.")
            : await Page(ReconciliationView.Of(source, reconciliationId, answer), 0, Paging.LimitDefault, grains);
    }

    private static async Task<ReconciliationView> Page(ReconciliationView view, int after, int limit, IGrainFactory grains)
    {
        var grain = grains.GetGrain<IReconciliationGrain>(ReconciliationGrain.KeyOf(view.Source, view.ReconciliationId));
        return view.With(await grain.Page(after, limit + 1), after, limit);
    }
}
