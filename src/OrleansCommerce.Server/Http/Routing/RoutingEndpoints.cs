using System.Globalization;
using Orleans;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Availability;
using OrleansCommerce.Grains.Routing;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Promises;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Routing;

/// <summary>The policy that routing follows, what another one would have done, and how far figures are trusted.</summary>
public static class RoutingEndpoints
{
    public static void MapRouting(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/routing").WithTags("Routing").RequireAuthorization(Scopes.RoutingWrite);
        group.MapGet("/policy", Read).WithSummary("The policy that routing follows.").Refuses();
        group.MapPut("/policy", Put)
            .WithSummary("Take the place of the policy, from the next request on; other processes follow within a second.")
            .WithDescription("With a version in the body or in If-Match, only if nobody has changed the policy since. What is left out has the product's own value.")
            .ConcernsAllLocations().Refuses(ProblemKinds.InvalidPolicy, ProblemKinds.VersionMismatch);
        group.MapPost("/replays", Replay)
            .WithSummary("Route past requests by another policy and by the one that holds, over today's goods and capacity, and compare.")
            .ConcernsAllLocations().Refuses(ProblemKinds.InvalidPolicy);
        v1.MapGet("/skus/{sku}/confidence", Confidence).WithTags("Routing")
            .WithSummary("How far each location's figure for a SKU is trusted, after its picks and counts; those left out have no evidence and are trusted.")
            .RequireAuthorization(Scopes.StockRead).Refuses(ProblemKinds.InvalidId);
    }

    private static async Task<Reply<PolicyView>> Read(IGrainFactory grains, HttpResponse http) =>
        Tagged(await Policy(grains).Read(), http);

    private static async Task<Reply<PolicyView>> Put(Body<PolicyBody> body, Caller caller, IGrainFactory grains, PolicyBook book, HttpContext http)
    {
        var errors = new FieldErrors();
        var madeOf = IfMatch(http.Request, errors) ?? body.Value.Version;
        if (errors.ToProblem() is { } wrong)
        {
            return wrong;
        }

        if (PolicyRules.Read(body.Value, "", out var problem) is not { } policy)
        {
            return problem!;
        }

        var answer = await Policy(grains).Put(PolicyText.Of(policy), madeOf, caller.Origin);
        if (answer.IsOutdated)
        {
            return Problem.Of(ProblemKinds.VersionMismatch, $"The policy has version {answer.Policy.Version}; this one was made of version {madeOf}.");
        }

        book.Learn(answer.Policy);
        return Tagged(answer.Policy, http.Response);
    }

    private static async Task<Reply<ReplayView>> Replay(Body<ReplayBody> body, RoutingReplays replays, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        var count = PromiseRules.ReadCount("count", body.Value.Count, 200, 1, RoutingReplays.RequestsMax, errors);
        var hours = PromiseRules.ReadCount("hours", body.Value.Hours, 24, 1, (int)RoutingLog.BackMax.TotalHours, errors);
        var differences = PromiseRules.ReadCount("differencesMax", body.Value.DifferencesMax, 50, 0, PolicyReplay.DifferencesMax, errors);
        var locations = PromiseRules.ReadCount("locationsMax", body.Value.LocationsMax, 50, 0, 1_000, errors);
        if (body.Value.Policy is null)
        {
            errors.Add(ProblemKinds.InvalidPolicy, "policy", "Needed: the policy to compare with.");
        }

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        return PolicyRules.Read(body.Value.Policy!, "policy.", out var wrong) is { } policy
            ? ReplayView.Of(await replays.Run(policy, count, TimeSpan.FromHours(hours), cancellation), differences, locations)
            : wrong!;
    }

    private static async Task<Reply<ConfidenceView>> Confidence(string sku, Caller caller, IGrainFactory grains) =>
        new ConfidenceView(sku, [.. (await grains.GetGrain<IAvailabilityGrain>(sku).Confidence()).Where(figure => caller.MayReach(figure.LocationId))
            .Select(figure => new LocationConfidenceView(
                figure.LocationId, figure.Percent, figure.GoodPicks, figure.FailedPicks, figure.Surprise, figure.At))]);

    /// <summary>Null: it was not sent, or is a star.</summary>
    private static int? IfMatch(HttpRequest request, FieldErrors errors)
    {
        var sent = request.Headers.IfMatch.ToString();
        if (sent is "" or "*")
        {
            return null;
        }

        if (int.TryParse(sent.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return version;
        }

        errors.Add(ProblemKinds.Malformed, "If-Match", "The ETag of the policy that this one was made of.");
        return null;
    }

    private static PolicyView Tagged(PolicyFigures figures, HttpResponse http)
    {
        http.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{figures.Version}\"");
        return PolicyViews.Of(figures);
    }

    private static IPolicyGrain Policy(IGrainFactory grains) => grains.GetGrain<IPolicyGrain>(PolicyGrain.Key);
}
