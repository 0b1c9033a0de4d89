using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing;

/// <summary>
/// Routes past requests by the policy of today and by a proposed one, and compares what comes of it in measures that neither policy can
/// bend: parcels, kilometres, hours. For one caller at a time.
/// </summary>
public sealed class PolicyReplay(RoutingPolicy current, RoutingPolicy proposed)
{
    /// <summary>Differences kept; more are only counted.</summary>
    public const int DifferencesMax = 1_000;

    /// <summary>Locations, the nearest of each request, of which it is counted how often they are refused.</summary>
    public const int RefusalsLookedAt = 20;

    private readonly Router _currentRouter = new();
    private readonly Router _proposedRouter = new();
    private readonly ImmutableArray<ReplayDifference>.Builder _differences = ImmutableArray.CreateBuilder<ReplayDifference>();
    private readonly SortedDictionary<string, ReplayLocation> _locations = new(StringComparer.Ordinal);
    private ReplayTotals _currentTotals;
    private ReplayTotals _proposedTotals;
    private int _requests;
    private int _changed;

    /// <param name="requestId">What the difference is listed under.</param>
    public void Add(string requestId, RoutingRequest request, RoutingSnapshot snapshot)
    {
        var (before, after) = (
            First(_currentRouter, current, static (one, served, refused) => one with { CurrentServed = one.CurrentServed + served, CurrentRefused = one.CurrentRefused + refused }),
            First(_proposedRouter, proposed, static (one, served, refused) => one with { ProposedServed = one.ProposedServed + served, ProposedRefused = one.ProposedRefused + refused }));
        _requests++;
        _currentTotals = _currentTotals.With(before, request);
        _proposedTotals = _proposedTotals.With(after, request);
        if (!IsSame(before, after))
        {
            _changed++;
            if (_differences.Count < DifferencesMax)
            {
                _differences.Add(new(requestId, before, after));
            }
        }

        RoutingOption? First(Router router, RoutingPolicy policy, Func<ReplayLocation, int, int, ReplayLocation> count)
        {
            var answer = router.Route(request, policy, snapshot);
            var first = answer is { Options: [var option, ..] } ? option : null;
            foreach (var fulfilment in first?.Fulfilments ?? [])
            {
                Count(fulfilment.LocationId, one => count(one, 1, 0));
            }

            var refused = (answer.Explanation?.Rejections() ?? []).Take(RefusalsLookedAt);
            foreach (var rejection in refused.Where(rejection => rejection.Reasons is not [ReasonCodes.Dominated]))
            {
                Count(rejection.LocationId, one => count(one, 0, 1));
            }

            return first;
        }
    }

    private void Count(string locationId, Func<ReplayLocation, ReplayLocation> count) =>
        _locations[locationId] = count(_locations.GetValueOrDefault(locationId, new(locationId, 0, 0, 0, 0)));

    public ReplayReport Report() => new(
        _requests, _changed, current.Version, proposed.Version, _currentTotals, _proposedTotals, _differences.ToImmutable(),
        [.. _locations.Values]);

    /// <summary>The same goods from the same places in the same way, whatever it is said to cost.</summary>
    private static bool IsSame(RoutingOption? x, RoutingOption? y) =>
        x is null || y is null
            ? x is null && y is null
            : (x.Method, x.Tier) == (y.Method, y.Tier)
                && x.Fulfilments.Select(f => (f.LocationId, f.Carrier)).SequenceEqual(y.Fulfilments.Select(f => (f.LocationId, f.Carrier)))
                && x.Fulfilments.SelectMany(f => f.Lines).SequenceEqual(y.Fulfilments.SelectMany(f => f.Lines));
}

/// <summary>What came of so many requests by either policy.</summary>
/// <param name="Changed">Requests whose best option is another one.</param>
public sealed record ReplayReport(
    int Requests, int Changed, int CurrentVersion, int ProposedVersion, ReplayTotals Current, ReplayTotals Proposed,
    ImmutableArray<ReplayDifference> Differences, ImmutableArray<ReplayLocation> Locations);

/// <summary>What either policy makes of one location.</summary>
/// <param name="CurrentServed">Fulfilments of the best options.</param>
/// <param name="CurrentRefused">Requests that it was near to and could not serve; being dearer than another is no refusal.</param>
public readonly record struct ReplayLocation(
    string LocationId, int CurrentServed, int ProposedServed, int CurrentRefused, int ProposedRefused);

/// <summary>One request that would be served otherwise. Null: it would not be served at all.</summary>
public sealed record ReplayDifference(string RequestId, RoutingOption? Current, RoutingOption? Proposed);

/// <summary>Sums over the best option of each request.</summary>
/// <param name="Served">Requests with an option.</param>
/// <param name="Live">Served as asked.</param>
/// <param name="Backordered">Served when stock arrives.</param>
/// <param name="Split">Served from more than one location.</param>
/// <param name="DistanceKm">Of all fulfilments.</param>
/// <param name="WaitHours">Until ready, where that is known.</param>
/// <param name="Late">Ready after the wanted time.</param>
/// <param name="Cost">By the policy's own weights: to be compared only where both have the same.</param>
public readonly record struct ReplayTotals(
    int Served, int Live, int Backordered, int Split, int Fulfilments, double DistanceKm, double WaitHours, int Late,
    double Cost)
{
    internal ReplayTotals With(RoutingOption? option, RoutingRequest request) => option is null ? this : new(
        Served + 1, Live + (option.Tier == RoutingTier.Live ? 1 : 0), Backordered + (option.Tier == RoutingTier.Backorder ? 1 : 0),
        Split + (option.Fulfilments.Length > 1 ? 1 : 0), Fulfilments + option.Fulfilments.Length,
        DistanceKm + option.Fulfilments.Sum(fulfilment => fulfilment.DistanceKm),
        WaitHours + (option.ReadyAt is { } ready ? (ready - request.At).TotalHours : 0), Late + (option.ReadyAt > request.WantedBy ? 1 : 0),
        Cost + option.Cost.Total);
}
