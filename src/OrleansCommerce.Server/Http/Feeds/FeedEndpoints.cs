using Orleans;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Feeds;

/// <summary>Sources of movements, and whether they are heard.</summary>
public static class FeedEndpoints
{
    public static void MapFeeds(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/feeds").WithTags("Feeds");
        group.MapGet("", List).WithSummary("All feeds: when they were heard last, what came of it, and who is silent.")
            .RequireAuthorization(Scopes.StockRead).Refuses();
        group.MapGet("/{source}", Read).WithSummary("One feed.").RequireAuthorization(Scopes.StockRead)
            .Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownFeed);
        group.MapPut("/{source}", Describe).WithSummary("How a source ranks, and for how long it may be silent. Enables one that was disabled.")
            .Produces<FeedView>(StatusCodes.Status201Created).RequireAuthorization(Scopes.StockWrite)
            .Refuses(ProblemKinds.InvalidId, ProblemKinds.LimitReached, ProblemKinds.UnsupportedMediaType);
        group.MapDelete("/{source}", Disable).WithSummary("Take nothing from the source any more, and let its silence alarm nobody. Twice is once.")
            .RequireAuthorization(Scopes.StockWrite).Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownFeed);
        group.MapFeedBatches();
        group.MapReconciliations();
    }

    /// <summary>Feeds concern all locations; null: the caller may reach them.</summary>
    internal static Problem? OutOfReach(Caller caller) =>
        caller.IsBound ? Problem.Of(ProblemKinds.Forbidden, "The token is bound to locations, and a feed concerns all.") : null;

    private static async Task<Reply<FeedPage>> List(FeedIntake intake, EngineClock clock, IGrainFactory grains) =>
        new FeedPage([.. (await All(intake, grains)).Select(FeedView.Of)], clock.Now);

    private static async Task<Reply<FeedView>> Read(string source, FeedIntake intake, IGrainFactory grains) =>
        (await All(intake, grains)).FirstOrDefault(feed => feed.Source == source) is { } found
            ? FeedView.Of(found)
            : Problem.Of(ProblemKinds.UnknownFeed);

    private static async Task<Reply<FeedView>> Describe(
        string source, Body<FeedBody> body, Caller caller, FeedIntake intake, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        var precedence = body.Value.Precedence ?? 0;
        var minutes = body.Value.SilenceMinutes ?? FeedLimits.SilenceMinutesDefault;
        if (precedence is < 0 or > FeedLimits.PrecedenceMax)
        {
            errors.Add(ProblemKinds.Malformed, "precedence", $"A whole number from 0 to {FeedLimits.PrecedenceMax}.");
        }

        if (minutes is < 1 or > FeedLimits.SilenceMinutesMax)
        {
            errors.Add(ProblemKinds.Malformed, "silenceMinutes", $"A whole number from 1 to {FeedLimits.SilenceMinutesMax}.");
        }

        if ((OutOfReach(caller) ?? errors.ToProblem()) is { } problem)
        {
            return problem;
        }

        var isNew = (await All(intake, grains)).All(feed => feed.Source != source);
        var answer = await Register(grains).Execute(new DescribeFeed(source, precedence, minutes), caller.Origin);
        return answer.IsTooMany ? Problem.Of(ProblemKinds.LimitReached, $"At most {FeedLimits.FeedsMax} sources are known at a time.")
            : isNew ? Reply<FeedView>.Created(FeedView.Of(answer.Feed!), $"/v1/feeds/{source}")
            : FeedView.Of(answer.Feed!);
    }

    private static async Task<Reply<FeedView>> Disable(string source, Caller caller, IGrainFactory grains)
    {
        if (OutOfReach(caller) is { } problem)
        {
            return problem;
        }

        var answer = await Register(grains).Execute(new DisableFeed(source), caller.Origin);
        return answer.Feed is { } feed ? FeedView.Of(feed) : Problem.Of(ProblemKinds.UnknownFeed);
    }

    /// <summary>With what this process has heard and not reported yet.</summary>
    private static async Task<IEnumerable<Feed>> All(FeedIntake intake, IGrainFactory grains)
    {
        await intake.Report();
        return await Register(grains).Read();
    }

    private static IFeedsGrain Register(IGrainFactory grains) => FeedRegister.Of(grains);
}
