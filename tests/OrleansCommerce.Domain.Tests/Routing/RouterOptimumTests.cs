using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Routing.Search;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>Plans against trying everything, by formulas written apart.</summary>
public sealed class RouterOptimumTests
{
    /// <summary>Each part of a cost is rounded to a ten-thousandth before the search compares; what is reported is not rounded.</summary>
    private const double Rounding = 0.002;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Route_RandomBaskets_CostsWhatTheBestOfAllPlansCosts(int seed)
    {
        var seeded = new Seeded((ulong)seed);
        var (split, none, router) = (0, 0, new Router());
        for (var i = 0; i < 1_000; i++)
        {
            var one = RandomCases.Draw(seeded);
            var plan = Live(router.Route(one.Request, one.Policy, one.Snapshot()));
            Compare(one, plan, $"basket {i} of seed {seed}");
            split += plan?.Fulfilments.Length > 1 ? 1 : 0;
            none += plan is null ? 1 : 0;
        }

        Assert.True(split > 120 && none > 100, $"Too tame: {split} split, {none} could not be served.");
    }

    [Fact]
    public void Route_RealBasketsOverRealStores_CostsWhatTheBestOfAllPlansCosts()
    {
        var (split, router) = (0, new Router());
        var cases = RealCases.Draw(300, linesMax: 3, new Seeded(7)).ToList();
        foreach (var one in cases)
        {
            var plan = Live(router.Route(one.Request, one.Policy, one.Snapshot()));
            Compare(one, plan, $"{one.Request.Lines[0].Sku} to {one.Request.Destination}");
            split += plan?.Fulfilments.Length > 1 ? 1 : 0;
        }

        Assert.True(cases.Count == 300 && split >= 200, $"{cases.Count} baskets, {split} of them split.");
    }

    [Fact]
    public void Route_TwoHundredBasketsThatMustBeSplit_CostWhatTheBestOfAllPlansCosts()
    {
        var (seeded, router, mustSplit) = (new Seeded(23), new Router(), 0);
        for (var drawn = 0; mustSplit < 200; drawn++)
        {
            Assert.True(drawn < 20_000, $"Too tame: of {drawn} baskets only {mustSplit} must be split.");
            var one = RandomCases.Draw(seeded);

            // Whatever is known of them, nobody has everything.
            var isWithOne = one.Facts.Any(location => one.Request.Lines.All(line =>
                one.Stock.Single(stock => stock.Sku == line.Sku).Figures.GetValueOrDefault(location.LocationId).Available >= line.Quantity));
            if (isWithOne || Live(router.Route(one.Request, one.Policy, one.Snapshot())) is not { } plan)
            {
                continue;
            }

            Compare(one, plan, $"basket {drawn}");
            Assert.True(plan.Fulfilments.Length > 1);
            Assert.Contains(ReasonCodes.SplitNeeded, plan.Reasons);
            mustSplit++;
        }
    }

    [Fact]
    public void Route_StoppedEarly_HasAValidPlanAndATruthfulGap()
    {
        var seeded = new Seeded(9);
        var (open, router) = (0, new Router());
        foreach (var one in RealCases.Draw(40, linesMax: 12, seeded).Where(one => one.Request.Lines.Length > 5))
        {
            var snapshot = one.Snapshot();
            var best = Live(router.Route(one.Request, one.Policy, snapshot));
            var hasty = Live(router.Route(one.Request, one.Policy, snapshot, new SearchBudget(NodesMax: 1 + seeded.Below(2))));
            if (best is not { Search.IsProven: true } || hasty is null)
            {
                continue;
            }

            var gap = hasty.Search.Gap(hasty.Cost.Total);
            Assert.True(hasty.Search.Bound <= best.Cost.Total + Rounding, $"The bound {hasty.Search.Bound} lies above {best.Cost.Total}.");
            Assert.True(hasty.Cost.Total >= best.Cost.Total - Rounding);
            Assert.True(hasty.Cost.Total - best.Cost.Total <= (gap * hasty.Cost.Total) + Rounding);
            Assert.Equal(
                hasty.Search.IsProven ? ReasonCodes.LowestCost : ReasonCodes.SearchStopped,
                Assert.Single(hasty.Reasons, reason => reason is ReasonCodes.LowestCost or ReasonCodes.SearchStopped));
            Assert.Equal(hasty.Cost.Total, NaiveRouter.CostOf(hasty, one.Request, one.Policy, one.Facts, one.Stock), 6);
            open += hasty.Search.IsProven ? 0 : 1;
        }

        Assert.True(open >= 5, $"Only {open} searches were stopped before they had proven their plan.");
    }

    private static void Compare(Case one, RoutingOption? plan, string which)
    {
        var best = new NaiveRouter(one.Request, one.Policy, one.Facts, one.Stock).Delivery();
        Assert.True(best is null == plan is null, $"{which}: {best} against {plan?.Cost.Total}.");
        if (plan is null)
        {
            return;
        }

        Assert.True(plan.Search.IsProven);
        Assert.True(Math.Abs(plan.Cost.Total - best!.Value) < Rounding, $"{which}: the plan costs {plan.Cost.Total}, the best {best}.");
        Assert.Equal(plan.Cost.Total, NaiveRouter.CostOf(plan, one.Request, one.Policy, one.Facts, one.Stock), 6);
        foreach (var line in one.Request.Lines)
        {
            Assert.Equal(line.Quantity, plan.Fulfilments.SelectMany(f => f.Lines).Where(l => l.Sku == line.Sku).Sum(l => l.Quantity));
        }
    }

    private static RoutingOption? Live(RoutingAnswer answer)
    {
        Assert.Empty(answer.Problems);
        return answer.Options.FirstOrDefault(option => option.Tier == RoutingTier.Live);
    }
}
