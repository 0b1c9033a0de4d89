using System.Collections.Immutable;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Server.Http.Promises;

namespace OrleansCommerce.Server.Http.Routing;

/// <summary>What another policy would make of past requests, over the goods and the capacity of today.</summary>
/// <param name="Requests">Requests that were found.</param>
/// <param name="Changed">Requests whose best option would be another one.</param>
/// <param name="Differences">The first of them.</param>
/// <param name="Locations">Those whose share changes most.</param>
public sealed record ReplayView(
    int Requests, int Changed, int CurrentVersion, ReplayTotalsView Current, ReplayTotalsView Proposed,
    ImmutableArray<ReplayDifferenceView> Differences, ImmutableArray<ReplayLocationView> Locations)
{
    public static ReplayView Of(ReplayReport report, int differencesMax, int locationsMax) => new(
        report.Requests, report.Changed, report.CurrentVersion, ReplayTotalsView.Of(report.Current), ReplayTotalsView.Of(report.Proposed),
        [.. report.Differences.Take(differencesMax).Select(difference => new ReplayDifferenceView(
            difference.RequestId, ReplayOptionView.Of(difference.Current), ReplayOptionView.Of(difference.Proposed)))],
        [.. report.Locations
            .OrderByDescending(one => Math.Abs(one.ProposedServed - one.CurrentServed) + Math.Abs(one.ProposedRefused - one.CurrentRefused))
            .ThenBy(one => one.LocationId, StringComparer.Ordinal).Take(locationsMax)
            .Select(one => new ReplayLocationView(
                one.LocationId, one.CurrentServed, one.ProposedServed, one.CurrentRefused, one.ProposedRefused))]);
}

/// <summary>Sums over the best option of each request.</summary>
/// <param name="Served">Requests with an option.</param>
/// <param name="Live">Served as asked.</param>
/// <param name="Split">Served from more than one location.</param>
/// <param name="Late">Ready after the wanted time.</param>
/// <param name="Cost">By the policy's own weights: to be compared only where both have the same.</param>
public sealed record ReplayTotalsView(
    int Served, int Live, int Backordered, int Split, int Fulfilments, double DistanceKm, double WaitHours, int Late, double Cost)
{
    public static ReplayTotalsView Of(ReplayTotals t) => new(
        t.Served, t.Live, t.Backordered, t.Split, t.Fulfilments, Rounded.Km(t.DistanceKm), Math.Round(t.WaitHours, 2), t.Late, Rounded.Cost(t.Cost));
}

/// <summary>A request that would be served otherwise. Left out: not at all.</summary>
public sealed record ReplayDifferenceView(string PromiseId, ReplayOptionView? Current, ReplayOptionView? Proposed);

public sealed record ReplayOptionView(string Method, string Tier, double Cost, double DistanceKm, ImmutableArray<string> LocationIds)
{
    public static ReplayOptionView? Of(RoutingOption? option) => option is null ? null : new(
        MethodNames.Of(option.Method), TierNames.Of(option.Tier), Rounded.Cost(option.Cost.Total), Rounded.Km(option.DistanceKm),
        [.. option.Fulfilments.Select(fulfilment => fulfilment.LocationId)]);
}

/// <param name="CurrentServed">Fulfilments of the best options.</param>
/// <param name="CurrentRefused">Requests that it was among the nearest to and could not serve.</param>
public sealed record ReplayLocationView(string LocationId, int CurrentServed, int ProposedServed, int CurrentRefused, int ProposedRefused);

/// <summary>How far each location's figure for a SKU is trusted.</summary>
public sealed record ConfidenceView(string Sku, ImmutableArray<LocationConfidenceView> Locations);

/// <param name="Percent">1 to 100. Routing leaves that much less of the figure unpromised.</param>
/// <param name="GoodPicks">Whole picks, and counts that agreed; like all evidence they halve every 30 days.</param>
/// <param name="Surprise">By how much counts differed, weighed.</param>
public sealed record LocationConfidenceView(
    string LocationId, int Percent, double GoodPicks, double FailedPicks, double Surprise, DateTimeOffset At);
