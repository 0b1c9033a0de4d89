using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>What a policy may not say, and by which field it is told.</summary>
public sealed class PolicyCheckTests
{
    public static TheoryData<string, RoutingPolicy> Wrong => new()
    {
        { "version", new() { Version = 0 } },
        { "weights.parcel", new() { Weights = new() { Parcel = -1 } } },
        { "weights.lateHour", new() { Weights = new() { LateHour = double.NaN } } },
        { "weights.stockOut", new() { Weights = new() { StockOut = double.PositiveInfinity } } },
        { "limits.pickupKmMax", new() { Limits = new() { PickupKmMax = 0 } } },
        { "limits.fulfilmentsMax", new() { Limits = new() { FulfilmentsMax = 17 } } },
        { "limits.linePartsMax", new() { Limits = new() { FulfilmentsMax = 1, LinePartsMax = 2 } } },
        { "limits.searchWorkMax", new() { Limits = new() { SearchWorkMax = 0 } } },
        { "carriers[1].name", new() { Carriers = [new("ground"), new("ground")] } },
        { "carriers[0].kmPerHour", new() { Carriers = [new("ground", KmPerHour: 0)] } },
        { "ladder[0]", new() { Ladder = [RoutingTier.Live] } },
        { "ladder[1]", new() { Ladder = [RoutingTier.Backorder, RoutingTier.Backorder] } },
        { "rejections[0].reason", new() { Rejections = [new("bored", 5)] } },
        { "rejections[1].reason", new() { Rejections = [new("no-staff", 5), new("no-staff", 6)] } },
        { "rejections[0].minutes", new() { Rejections = [new("no-staff", -1)] } },
        { "rules[0].id", With(Forbid("a b", "LA")) },
        { "rules[1].id", With(Forbid("a", "LA"), Forbid("a", "TX")) },
        { "rules[0].penalty", With(Forbid("a", "LA") with { Penalty = 3 }) },
        { "rules[0].penalty", With(Forbid("a", "LA") with { Effect = RuleEffect.Avoid }) },
        { "rules[0].penalty", With(Forbid("a", "LA") with { Effect = RuleEffect.Avoid, Penalty = -3 }) },
        { "rules[0].where", With(new RoutingRule("a", RuleEffect.Forbid)) },
        { "rules[0].effect", With(Forbid("a", "LA") with { Effect = (RuleEffect)9, Penalty = 1 }) },
        { "rules[0].when.methods", With(Forbid("a", "LA") with { When = new() { Methods = FulfilmentMethods.None } }) },
        { "rules[0].where.kinds[0]", With(new RoutingRule("a", RuleEffect.Forbid) { Where = new() { Kinds = [(LocationKind)7] } }) },
        { "rules[0].carriers[0]", With(new RoutingRule("a", RuleEffect.Forbid) { Carriers = ["horse"] }) with { Carriers = [new("ground")] } },
        { "rules[1]", With(Forbid("a", "LA", "TX"), Require("b", "TX")) },
        { "rules[1]", With(Require("a", "LA"), Require("b", "TX")) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Problems_WrongPolicy_NameTheField(string field, RoutingPolicy policy) =>
        Assert.Equal([field], PolicyCheck.Problems(policy).Select(problem => problem.Field));

    [Fact]
    public void Problems_Default_AreNone() => Assert.Empty(PolicyCheck.Problems(RoutingPolicy.Default));

    [Fact]
    public void Problems_RulesThatNeverMeet_AreNone()
    {
        var web = Require("b", "TX") with { When = new() { Channels = ["web"] } };
        var store = Forbid("a", "TX") with { When = new() { Channels = ["store"] } };

        Assert.Empty(PolicyCheck.Problems(With(store, web)));
        Assert.Empty(PolicyCheck.Problems(With(Forbid("a", "LA"), Require("b", "LA", "TX"))));
    }

    [Fact]
    public void Problems_ManyAtOnce_AreAllNamed()
    {
        var policy = With(Forbid("", "LA")) with { Version = -1, Weights = new() { Backlog = -1, PickupKm = -1 } };

        Assert.Equal(
            ["version", "weights.pickupKm", "weights.backlog", "rules[0].id"], PolicyCheck.Problems(policy).Select(problem => problem.Field));
    }

    [Fact]
    public void Route_WrongPolicy_IsRefusedByItsField()
    {
        var answer = Case.Of(FulfilmentMethods.Pickup, 1).With("s", 1, 5).Following(p => p with { Weights = new() { Parcel = -5 } }).Route();

        Assert.Equal(["policy.weights.parcel"], answer.Problems.Select(problem => problem.Field));
        Assert.Empty(answer.Options);
    }

    private static RoutingPolicy With(params ImmutableArray<RoutingRule> rules) => new() { Rules = rules };

    private static RoutingRule Forbid(string id, params string[] regions) => new(id, RuleEffect.Forbid) { Where = new() { Regions = [.. regions] } };

    private static RoutingRule Require(string id, params string[] regions) => new(id, RuleEffect.Require) { Where = new() { Regions = [.. regions] } };
}
