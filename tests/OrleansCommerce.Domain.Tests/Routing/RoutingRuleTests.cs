using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>Rules by region, kind, product type and carrier, hard and soft.</summary>
public sealed class RoutingRuleTests
{
    private static readonly Case Two = Case.Of(FulfilmentMethods.Delivery, 1, 1).With("near-la", 3, facts => facts with { Region = "LA" }, 9, 9)
        .With("far-tx", 300, 9, 9);

    private static readonly RoutingRule La = new("la", RuleEffect.Forbid) { Where = new() { Regions = ["LA"] } };

    [Fact]
    public void Rule_Forbid_LeavesTheLocationOut() => Assert.Equal(["far-tx"], Served(Two, La));

    [Fact]
    public void Rule_Require_LeavesTheOthersOut() => Assert.Equal(["far-tx"], Served(Two, La with { Effect = RuleEffect.Require, Where = new() { Regions = ["TX"] } }));

    [Theory]
    [InlineData(0.5, "near-la")]
    [InlineData(5, "far-tx")]
    public void Rule_Avoid_DecidesWhereItOutweighsTheRest(double penalty, string served)
    {
        Assert.Equal([served], Served(Two, La with { Effect = RuleEffect.Avoid, Penalty = penalty }));
        Assert.Equal([served], Served(Two, La with { Effect = RuleEffect.Prefer, Penalty = penalty, Where = new() { Regions = ["TX"] } }));
    }

    [Fact]
    public void Rule_Avoid_ShowsInTheCost()
    {
        var option = Route(Two, La with { Effect = RuleEffect.Avoid, Penalty = 0.5 });

        Assert.Equal(0.5, option.Cost.Rules);
    }

    [Fact]
    public void Rule_OfAProductType_KeepsOnlyThoseLinesAway()
    {
        var hazardous = Case.Of(FulfilmentMethods.Delivery, 1, 1).With("near-la", 3, facts => facts with { Region = "LA" }, 9, 9)
            .With("far-tx", 300, 9)
            .Asking(request => request with { Lines = [request.Lines[0] with { ProductType = "hazardous" }, request.Lines[1]] });
        Assert.Single(Route(hazardous).Fulfilments);
        var option = Route(hazardous, La with { When = new() { ProductTypes = ["hazardous"] } });

        Assert.Equal("a", option.Fulfilments.Single(f => f.LocationId == "far-tx").Lines.Single().Sku);
        Assert.Equal("b", option.Fulfilments.Single(f => f.LocationId == "near-la").Lines.Single().Sku);
    }

    [Theory]
    [InlineData("web", "TX", "near-la")]
    [InlineData("store", "TX", "far-tx")]
    [InlineData("store", "OK", "near-la")]
    public void Rule_OfAChannelAndADestination_SpeaksToThoseAlone(string channel, string region, string served)
    {
        var rule = La with { When = new() { Channels = ["store"], Regions = ["TX"] } };

        Assert.Equal([served], Served(Two.Asking(request => request with { Channel = channel, DestinationRegion = region }), rule));
    }

    [Fact]
    public void Rule_OfAKindAndAMethod_SpeaksToThatMethodAlone()
    {
        var rule = new RoutingRule("no-store-parcels", RuleEffect.Forbid)
        {
            When = new() { Methods = FulfilmentMethods.Delivery },
            Where = new() { Kinds = [LocationKind.Store] },
        };
        var pickup = Two.Asking(request => request with { Methods = FulfilmentMethods.Pickup });

        Assert.Empty(Two.Following(policy => policy with { Rules = [rule], Ladder = [] }).Route().Options);
        Assert.Equal(["near-la"], Served(pickup, rule));
    }

    [Fact]
    public void Rule_OfCarriers_ChoosesAmongThem()
    {
        var both = Case.Of(FulfilmentMethods.Delivery, 1).With("s", 3, facts => facts with { Carriers = ["air", "ground"] }, 9)
            .Following(policy => policy with { Carriers = [new("ground", ParcelCost: 1), new("air", ParcelCost: 3)] });
        var air = new RoutingRule("r", RuleEffect.Require) { Carriers = ["air"] };

        Assert.Equal("ground", Route(both).Fulfilments[0].Carrier);
        Assert.Equal("air", Route(both, air).Fulfilments[0].Carrier);
        Assert.Equal("air", Route(both, air with { Effect = RuleEffect.Prefer, Penalty = 3 }).Fulfilments[0].Carrier);
        Assert.Equal("ground", Route(both, air with { Effect = RuleEffect.Prefer, Penalty = 1 }).Fulfilments[0].Carrier);
        Assert.Equal("ground", Route(both, air with { Effect = RuleEffect.Require, When = new() { ProductTypes = ["other"] } }).Fulfilments[0].Carrier);
    }

    [Fact]
    public void Carrier_FasterOne_IsWorthItsPriceWhenTimeIsShort()
    {
        var both = Case.Of(FulfilmentMethods.Delivery, 1).With("s", 3, facts => facts with { Carriers = ["air", "ground"] }, 9)
            .Following(policy => policy with { Carriers = [new("ground", TransitHours: 48), new("air", ParcelCost: 3, TransitHours: 6)] })
            .Asking(request => request with { WantedBy = Case.Now.AddHours(10) });

        Assert.Equal(("air", true), (Route(both).Fulfilments[0].Carrier, Route(both).ReadyAt <= Case.Now.AddHours(10)));
    }

    private static RoutingOption Route(Case one, params ImmutableArray<RoutingRule> rules) =>
        one.Following(policy => policy with { Rules = rules }).Route().Options[0];

    private static IEnumerable<string> Served(Case one, params ImmutableArray<RoutingRule> rules) =>
        Route(one, rules).Fulfilments.Select(fulfilment => fulfilment.LocationId);
}
