using OrleansCommerce.Domain.Routing.Search;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>
/// The best plan by trying everything: each set of locations, and in it for each line each set of sources. Knows nothing of bounds, and
/// shares no code with the search.
/// </summary>
internal static class Exhaustive
{
    /// <summary>Null: no plan serves every line.</summary>
    public static long? Cost(CoverProblem problem)
    {
        long? best = null;
        for (var set = 1L; set < 1L << problem.Locations; set++)
        {
            if (long.PopCount(set) <= problem.OpenMax && CostOf(problem, set) is { } cost && (best is null || cost < best))
            {
                best = cost;
            }
        }

        return best;
    }

    private static long? CostOf(CoverProblem problem, long set)
    {
        var total = 0L;
        for (var location = 0; location < problem.Locations; location++)
        {
            total += (set >> location & 1) * problem.OpenCost[location];
        }

        for (var line = 0; line < problem.Lines; line++)
        {
            if (LineCost(problem, set, line) is not { } cost)
            {
                return null;
            }

            total += cost;
        }

        return total;
    }

    private static long? LineCost(CoverProblem problem, long set, int line)
    {
        long? best = null;
        for (var sources = set; sources > 0; sources = (sources - 1) & set)
        {
            if (long.PopCount(sources) > problem.PartsMax)
            {
                continue;
            }

            var (units, cost, isOffered) = (0L, 0L, true);
            for (var location = 0; location < problem.Locations; location++)
            {
                if ((sources >> location & 1) == 1)
                {
                    var offer = OfferOf(problem, location, line);
                    isOffered &= offer >= 0;
                    units += offer >= 0 ? problem.Units[offer] : 0;
                    cost += offer >= 0 ? problem.Cost[offer] : 0;
                }
            }

            if (isOffered && units >= problem.Need[line] && (best is null || cost < best))
            {
                best = cost;
            }
        }

        return best;
    }

    private static int OfferOf(CoverProblem problem, int location, int line)
    {
        for (var offer = problem.RowStart[location]; offer < problem.RowStart[location + 1]; offer++)
        {
            if (problem.Line[offer] == line)
            {
                return offer;
            }
        }

        return -1;
    }
}
