using OrleansCommerce.Domain.Routing.Search;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>The search against trying everything.</summary>
public sealed class CoverSearchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Solve_RandomProblems_CostsWhatTheBestOfAllPlansCosts(int seed)
    {
        var seeded = new Seeded((ulong)seed);
        var search = new CoverSearch();
        var (split, shared, none) = (0, 0, 0);
        for (var i = 0; i < 1_500; i++)
        {
            var problem = Draw(seeded);
            var best = Exhaustive.Cost(problem);
            var plan = search.Solve(problem, SearchBudget.Unlimited);

            Assert.True(plan.IsProven);
            Assert.Equal(best, plan.Cost);
            Assert.True(best is null || plan.Bound == best, $"The bound of problem {i} is {plan.Bound}, its optimum {best}.");
            CheckPicks(problem, plan);
            none += best is null ? 1 : 0;
            split += plan.Picks.Select(pick => pick.Location).Distinct().Count() > 1 ? 1 : 0;
            shared += plan.Picks.GroupBy(pick => pick.Line).Any(line => line.Count() > 1) ? 1 : 0;
        }

        Assert.True(split > 250 && shared > 80 && none > 50, $"Too tame: {split} split, {shared} shared a line, {none} had no plan.");
    }

    [Fact]
    public void Solve_StoppedAtAnyNode_HasAPlanAndABoundBelowTheOptimum()
    {
        var seeded = new Seeded(4);
        var search = new CoverSearch();
        var (open, closed) = (0, 0);
        for (var i = 0; i < 600; i++)
        {
            var problem = Draw(seeded);
            var best = Exhaustive.Cost(problem);
            var plan = search.Solve(problem, new(NodesMax: seeded.Below(3)));

            Assert.True(best is null || plan.Bound <= best, $"The bound {plan.Bound} of problem {i} lies above the optimum {best}.");
            Assert.True(plan.Cost is null || plan.Cost >= best);
            Assert.True(plan.Cost is null || plan.IsProven == (plan.Bound == plan.Cost));
            CheckPicks(problem, plan);
            open += plan.Cost is not null && !plan.IsProven ? 1 : 0;
            closed += plan.Cost is not null && plan.IsProven ? 1 : 0;
        }

        Assert.True(open > 50 && closed > 50, $"{open} were left open, {closed} were not.");
    }

    [Fact]
    public void Solve_OutOfPatience_StopsAtOnceWithWhatItHas()
    {
        var seeded = new Seeded(5);
        var ticks = 0L;
        var problem = DrawLarge(seeded, 400, 30);

        var plan = new CoverSearch().Solve(problem, new(int.MaxValue, Clock: () => ticks++, Patience: 3));

        Assert.NotNull(plan.Cost);
        Assert.InRange(plan.Nodes, 0, 3);
        Assert.True(plan.Bound <= plan.Cost);
        CheckPicks(problem, plan);
    }

    /// <summary>Patience leaves time for a first plan; the deadline leaves none for anything.</summary>
    [Fact]
    public void Solve_DeadlinePassed_AsksNoMore()
    {
        var ticks = 0L;

        var plan = new CoverSearch().Solve(DrawLarge(new Seeded(5), 400, 30), new(int.MaxValue, Clock: () => ticks++, Deadline: 2));

        Assert.False(plan.IsProven);
        Assert.InRange(plan.Nodes, 0, 1);
        Assert.InRange(ticks, 2, 8);
    }

    [Fact]
    public void Solve_SameProblemTwice_GivesTheSamePlan()
    {
        var (first, second) = (new CoverSearch(), new CoverSearch());
        for (var seed = 10UL; seed < 60; seed++)
        {
            var one = first.Solve(DrawLarge(new Seeded(seed), 60, 6), new(2_000));
            var other = second.Solve(DrawLarge(new Seeded(seed), 60, 6), new(2_000));

            Assert.Equal((one.Cost, one.Bound, one.Nodes), (other.Cost, other.Bound, other.Nodes));
            Assert.Equal(one.Picks, other.Picks);
        }
    }

    /// <summary>Every line gets its units, nobody gives more than it can, and the cost is that of the picks.</summary>
    internal static void CheckPicks(CoverProblem problem, CoverPlan plan)
    {
        if (plan.Cost is null)
        {
            Assert.Empty(plan.Picks);
            return;
        }

        var opened = plan.Picks.Select(pick => pick.Location).Distinct().ToList();
        var cost = opened.Sum(location => problem.OpenCost[location]);
        foreach (var pick in plan.Picks)
        {
            var offer = Enumerable.Range(problem.RowStart[pick.Location], problem.RowStart[pick.Location + 1] - problem.RowStart[pick.Location])
                .Single(o => problem.Line[o] == pick.Line);
            Assert.InRange(pick.Units, 1, problem.Units[offer]);
            cost += problem.Cost[offer];
        }

        for (var line = 0; line < problem.Lines; line++)
        {
            var picks = plan.Picks.Where(pick => pick.Line == line).ToList();
            Assert.Equal(problem.Need[line], picks.Sum(pick => pick.Units));
            Assert.InRange(picks.Count, 1, problem.PartsMax);
        }

        Assert.InRange(opened.Count, 1, problem.OpenMax);
        Assert.Equal(plan.Cost, cost);
    }

    private static CoverProblem Draw(Seeded seeded)
    {
        var problem = new CoverProblem();
        var lines = 1 + seeded.Below(6);
        var need = Enumerable.Range(0, lines).Select(_ => (long)seeded.Pick(1, 1, 2, 3, 6)).ToArray();
        problem.Start(need, openMax: 1 + seeded.Below(5), partsMax: 1 + seeded.Below(3));
        var (locations, scarce, flat) = (1 + seeded.Below(9), 1 + seeded.Below(4), seeded.OneIn(3));
        for (var location = 0; location < locations; location++)
        {
            problem.Add(flat ? 100 : seeded.Below(200));
            for (var line = 0; line < lines; line++)
            {
                if (seeded.Below(5) >= scarce)
                {
                    problem.Offer(line, 1 + seeded.Below(6), flat ? 5 : seeded.Below(60));
                }
            }
        }

        return problem;
    }

    private static CoverProblem DrawLarge(Seeded seeded, int locations, int lines)
    {
        var problem = new CoverProblem();
        problem.Start(Enumerable.Range(0, lines).Select(_ => 1L + seeded.Below(9)).ToArray(), 16, 3);
        for (var location = 0; location < locations; location++)
        {
            problem.Add(5_000 + seeded.Below(5_000));
            for (var line = 0; line < lines; line++)
            {
                if (seeded.OneIn(6))
                {
                    problem.Offer(line, 1 + seeded.Below(9), seeded.Below(800));
                }
            }
        }

        return problem;
    }
}
