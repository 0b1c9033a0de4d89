using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>A week's baskets by two policies.</summary>
public sealed class PolicyReplayTests
{
    [Fact]
    public void Report_SamePolicyTwice_HasNoDifference()
    {
        var report = Replay(policy => policy with { Version = 2 });

        Assert.Equal((60, 0, 1, 2), (report.Requests, report.Changed, report.CurrentVersion, report.ProposedVersion));
        Assert.Equal(report.Current, report.Proposed);
        Assert.Empty(report.Differences);
    }

    [Fact]
    public void Report_ParcelsThatCostMore_HasFewerOfThemOverMoreKilometres()
    {
        var report = Replay(policy => policy with { Weights = policy.Weights with { Parcel = 100 } });

        Assert.True(report.Proposed.Fulfilments < report.Current.Fulfilments);
        Assert.True(report.Proposed.DistanceKm / report.Proposed.Fulfilments > report.Current.DistanceKm / report.Current.Fulfilments);
        Assert.InRange(report.Changed, 1, report.Requests);
        Assert.Equal(report.Changed, report.Differences.Length);
    }

    [Fact]
    public void Report_RuleThatShutsEveryStoreOut_HasNothingServed()
    {
        var rule = new RoutingRule("none", RuleEffect.Forbid) { Where = new() { Kinds = [Domain.Locations.LocationKind.Store] } };
        var report = Replay(policy => policy with { Rules = [rule] });

        Assert.Equal((0, report.Requests), (report.Proposed.Served, report.Changed));
        Assert.All(report.Differences, difference => Assert.Null(difference.Proposed));
    }

    private static ReplayReport Replay(Func<RoutingPolicy, RoutingPolicy> change)
    {
        var today = RoutingPolicy.Default with { Weights = new() { Parcel = 0.5 }, Ladder = [RoutingTier.Backorder] };
        var replay = new PolicyReplay(today, change(today));
        foreach (var (one, number) in RealCases.Draw(60, linesMax: 6, new Seeded(61)).Select((one, number) => (one, number)))
        {
            replay.Add($"o-{number}", one.Request, one.Snapshot());
        }

        return replay.Report();
    }
}
