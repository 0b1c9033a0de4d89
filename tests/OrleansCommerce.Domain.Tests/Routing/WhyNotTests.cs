using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>Every reason why a location has no part, on a chain where each stands for one.</summary>
public sealed class WhyNotTests
{
    private static readonly Case Chain = Case.Of(FulfilmentMethods.Pickup, 2, 1).With("best", 1, 9, 9)
        .With("short", 2, 1, 9).With("far", 60, 9, 9).With("dominated", 30, 9, 9).With("excluded", 2, 9, 9)
        .With("closed", 2, facts => facts with { Slots = [] }, 9, 9)
        .With("full", 2, facts => facts with { Slots = [.. facts.Slots.Select(slot => slot with { Left = 0 })] }, 9, 9)
        .With("late", 2, facts => facts with { Slots = [.. facts.Slots.Select(slot => slot with { OrderBy = Case.Now.AddMinutes(-1) })] }, 9, 9)
        .With("ship-only", 2, facts => facts with { Services = LocationServices.ShipFrom }, 9, 9)
        .With("nowhere", 2, facts => facts with { Place = null }, 9, 9).With("ruled", 2, facts => facts with { Region = "LA" }, 9, 9)
        .With("empty-far", 70)
        .Asking(request => request with { Excluded = ["excluded"], OptionsMax = 1 })
        .Following(policy => policy with { Rules = [new("no-la", RuleEffect.Forbid) { Where = new() { Regions = ["LA"] } }] });

    [Theory]
    [InlineData("short", ReasonCodes.NotEnoughStock)]
    [InlineData("far", ReasonCodes.TooFar)]
    [InlineData("dominated", ReasonCodes.Dominated)]
    [InlineData("excluded", ReasonCodes.Excluded)]
    [InlineData("closed", ReasonCodes.Closed)]
    [InlineData("full", ReasonCodes.NoCapacity)]
    [InlineData("late", ReasonCodes.NoSlot)]
    [InlineData("ship-only", ReasonCodes.NoService)]
    [InlineData("nowhere", ReasonCodes.NoCoordinates)]
    [InlineData("ruled", "rule:no-la")]
    [InlineData("unheard-of", ReasonCodes.Unknown)]
    [InlineData("empty-far", ReasonCodes.TooFar, ReasonCodes.NotEnoughStock)]
    public void WhyNot_Location_HasItsReasons(string locationId, params string[] reasons) =>
        Assert.Equal(reasons, Chain.Route().Explanation!.WhyNot(locationId)!.Reasons);

    [Fact]
    public void WhyNot_TheChosenOne_IsNothing() => Assert.Null(Chain.Route().Explanation!.WhyNot("best"));

    [Fact]
    public void WhyNot_NotEnough_NamesWhatWasAskedAndWhatThereIs() =>
        Assert.Equal([new LineShortfall("a", 2, 1, 0)], Chain.Route().Explanation!.WhyNot("short")!.Shortfalls);

    [Fact]
    public void WhyNot_TooFar_SaysHowFarAndHowFarWouldDo()
    {
        var why = Chain.Route().Explanation!.WhyNot("far")!;

        Assert.Equal((60, 50), (Math.Round(why.DistanceKm!.Value), why.KmMax));
    }

    [Fact]
    public void WhyNot_Dominated_SaysWhatItWouldCostMore()
    {
        var answer = Chain.Route();
        var other = (Chain with { Request = Chain.Request with { OptionsMax = 2 } }).Route().Options[1];

        Assert.Equal("dominated", other.Fulfilments[0].LocationId);
        Assert.Equal(other.Cost.Total - answer.Options[0].Cost.Total, answer.Explanation!.WhyNot("dominated")!.ExtraCost!.Value, 9);
    }

    [Fact]
    public void Rejections_OfAll_NameEveryOtherLocationNearestFirst()
    {
        var rejections = Chain.Route().Explanation!.Rejections().ToList();

        Assert.Equal(Chain.Facts.Select(facts => facts.LocationId).Where(id => id != "best").Order(), rejections.Select(r => r.LocationId).Order());
        Assert.Equal("nowhere", rejections[^1].LocationId);
        var known = rejections.Select(r => r.DistanceKm).OfType<double>().ToList();
        Assert.Equal(known.Order(), known);
    }

    [Fact]
    public void WhyNot_Delivery_CarrierRuleAndCarriersAreToldApart()
    {
        var one = Case.Of(FulfilmentMethods.Delivery, 1).With("best", 1, 5).With("air-only", 1, facts => facts with { Carriers = ["air"] }, 5)
            .With("horse-only", 1, facts => facts with { Carriers = ["horse"] }, 5)
            .Following(policy => policy with
            {
                Carriers = [new("ground"), new("air")],
                Rules = [new("no-air", RuleEffect.Forbid) { Carriers = ["air"] }],
            });
        var why = one.Route().Explanation!;

        Assert.Equal(["rule:no-air"], why.WhyNot("air-only")!.Reasons);
        Assert.Equal([ReasonCodes.NoCarrier], why.WhyNot("horse-only")!.Reasons);
    }

    /// <summary>Whoever matches is a candidate, and whoever is none has a reason: decision and explanation never differ.</summary>
    [Fact]
    public void WhyNot_RandomCases_AgreesWithTheSearch()
    {
        var seeded = new Seeded(41);
        for (var i = 0; i < 500; i++)
        {
            var one = RandomCases.Draw(seeded);
            var answer = one.Route();
            if (answer.Options.FirstOrDefault(option => option.Tier == RoutingTier.Live) is { } plan)
            {
                var used = plan.Fulfilments.Select(fulfilment => fulfilment.LocationId);
                var dominated = answer.Explanation!.Rejections().Where(r => r.Reasons.Contains(ReasonCodes.Dominated)).ToList();
                Assert.All(dominated, rejection => Assert.Single(rejection.Reasons));
                Assert.Equal(plan.Search.Candidates, used.Count() + dominated.Count + one.Facts.Count(f => IsIdle(one, answer, f.LocationId)));
            }
        }
    }

    /// <summary>It matches as a location, but has no line that may be taken from it.</summary>
    private static bool IsIdle(Case one, RoutingAnswer answer, string locationId) =>
        answer.Explanation!.WhyNot(locationId) is { Reasons: [ReasonCodes.NotEnoughStock] } why
        && why.Shortfalls.Any(line => line.Available > 0) && one.Policy.Limits.LinePartsMax == 1;
}
