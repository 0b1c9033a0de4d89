using OrleansCommerce.Domain.Routing.Search;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>The bound holds at any prices; one that leaves something out does not, and is caught.</summary>
public sealed class LagrangianBoundTests
{
    [Fact]
    public void At_AnyPrices_NeverLiesAboveTheOptimum() => Assert.Equal(0, Overestimates(share => share, leavesOut: 0));

    [Fact]
    public void At_BoundThatForgetsALocation_IsCaught() => Assert.True(Overestimates(share => share, leavesOut: 1) > 0);

    [Fact]
    public void At_BoundThatTakesPartsForLess_IsCaught() => Assert.True(Overestimates(units => Math.Max(1, units - 1), leavesOut: 0) > 0);

    /// <summary>How often a bound, made of a problem whose offers are what <paramref name="asSeen"/> makes of them, exceeds the real optimum.</summary>
    private static int Overestimates(Func<long, long> asSeen, int leavesOut)
    {
        var seeded = new Seeded(31);
        var found = 0;
        for (var i = 0; i < 1_500; i++)
        {
            var (real, seen) = (new CoverProblem(), new CoverProblem());
            Fill(seeded, real, seen, asSeen);
            if (Exhaustive.Cost(real) is { } best)
            {
                found += HighestOf(seen, leavesOut, seeded) > best + 1e-6 ? 1 : 0;
            }
        }

        return found;
    }

    private static double HighestOf(CoverProblem problem, int leavesOut, Seeded seeded)
    {
        var bound = new LagrangianBound();
        bound.Start(problem);
        var active = Enumerable.Range(0, problem.Locations).Skip(leavesOut).ToArray();
        var (price, slope, highest) = (new double[problem.Lines], new double[problem.Lines], double.MinValue);
        for (var attempt = 0; attempt < 60; attempt++)
        {
            for (var line = 0; line < price.Length; line++)
            {
                // Half of them drawn, half of them a small step along the slope of the one before.
                price[line] = attempt % 2 == 0 ? seeded.Below(300) : Math.Max(0, price[line] + (slope[line] * 15));
            }

            highest = Math.Max(highest, bound.At(active, new bool[problem.Locations], problem.OpenMax, price, slope));
        }

        return highest;
    }

    private static void Fill(Seeded seeded, CoverProblem real, CoverProblem seen, Func<long, long> asSeen)
    {
        var need = Enumerable.Range(0, 1 + seeded.Below(4)).Select(_ => 1L + seeded.Below(4)).ToArray();
        var openMax = 1 + seeded.Below(4);
        real.Start(need, openMax, 2);
        seen.Start(need, openMax, 2);
        for (var location = 0; location < 2 + seeded.Below(5); location++)
        {
            var open = seeded.Below(150);
            real.Add(open);
            seen.Add(open);
            for (var line = 0; line < need.Length; line++)
            {
                if (!seeded.OneIn(4))
                {
                    var (units, cost) = (1L + seeded.Below(4), seeded.Below(40));
                    real.Offer(line, units, cost);
                    seen.Offer(line, asSeen(units), cost);
                }
            }
        }
    }
}
