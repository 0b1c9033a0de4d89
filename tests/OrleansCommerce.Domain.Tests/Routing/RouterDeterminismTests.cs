using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Routing.Search;

namespace OrleansCommerce.Domain.Tests.Routing;

public sealed class RouterDeterminismTests
{
    [Fact]
    public void Route_CandidatesInAnyOrder_GivesTheSamePlan()
    {
        var seeded = new Seeded(21);
        var router = new Router();
        for (var i = 0; i < 300; i++)
        {
            var one = RandomCases.Draw(seeded);
            var expected = Text(router.Route(one.Request, one.Policy, one.Snapshot()));
            for (var shuffle = 0; shuffle < 3; shuffle++)
            {
                var facts = Shuffled(one.Facts, seeded);
                var stock = one.Stock.Select(s => s with { Figures = Shuffled([.. s.Figures], seeded).ToDictionary(f => f.Key, f => f.Value) });
                var other = one with { Facts = facts, Stock = [.. stock] };
                Assert.Equal(expected, Text(new Router().Route(other.Request, other.Policy, other.Snapshot())));
            }
        }
    }

    [Fact]
    public void Route_EqualStores_TakesTheFirstById()
    {
        var one = Case.Of(FulfilmentMethods.Delivery | FulfilmentMethods.Pickup, 1, 1);
        foreach (var id in new[] { "s-7", "s-3", "s-9", "s-5" })
        {
            one = one.With(id, 4, 5, 5);
        }

        Assert.All(one.Route().Options.GroupBy(option => option.Method), options => Assert.Equal("s-3", options.First().Fulfilments[0].LocationId));
    }

    [Fact]
    public void Solve_EqualPlansInAnyOrder_AreToldApartByRank() => Assert.Single(PlansOverOrders(hasRanks: true));

    /// <summary>The control: without ranks the first that comes wins, and the order shows.</summary>
    [Fact]
    public void Solve_WithoutTheTieBreak_IsCaughtByShuffling() => Assert.True(PlansOverOrders(hasRanks: false).Count > 1);

    /// <summary>The plans for one problem of many equal locations, given in different orders.</summary>
    private static HashSet<string> PlansOverOrders(bool hasRanks)
    {
        var seeded = new Seeded(22);
        var search = new CoverSearch();
        var plans = new HashSet<string>();
        for (var i = 0; i < 30; i++)
        {
            var order = Shuffled([.. Enumerable.Range(0, 12)], seeded);
            var problem = new CoverProblem();
            problem.Start([2, 2, 2], openMax: 3, partsMax: 1);
            foreach (var location in order)
            {
                problem.Add(PlanCost.Ranked(5, hasRanks ? 1 << (location / 3) : 0));
                problem.Offer(location % 3, 2, PlanCost.Ranked(1, 0));
            }

            plans.Add(string.Join(' ', search.Solve(problem, SearchBudget.Unlimited).Picks.Select(pick => order[pick.Location])));
        }

        return plans;
    }

    private static string Text(RoutingAnswer answer) => string.Join('\n', answer.Options.Select(option =>
        $"{option.Method} {option.Cost.Total:R} {option.Search} "
        + string.Join(' ', option.Fulfilments.Select(f => $"{f.LocationId}:{string.Join(',', f.Lines)}"))));

    private static List<T> Shuffled<T>(IReadOnlyList<T> items, Seeded seeded)
    {
        var shuffled = items.ToList();
        for (var i = shuffled.Count - 1; i > 0; i--)
        {
            var j = seeded.Below(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        return shuffled;
    }
}
