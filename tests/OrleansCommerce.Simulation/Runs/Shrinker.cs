using OrleansCommerce.Simulation.Faults;
using OrleansCommerce.Simulation.Planted;

namespace OrleansCommerce.Simulation.Runs;

/// <summary>
/// Cuts a failing run down while it still breaks the same promise: fewer operations, clients and items, fewer kinds of faults. Each cut
/// changes what happens after it, so that it is tried and kept only if it fails the same way, sooner.
/// </summary>
public sealed class Shrinker(Func<Plant> plant, int attemptsMax = 250)
{
    private int _attempts;

    /// <summary>The shortest failing run that was found; at worst the one that was given.</summary>
    public RunResult Shrink(RunResult failed)
    {
        var best = failed;
        for (var isBetter = true; isBetter && _attempts < attemptsMax;)
        {
            isBetter = false;
            foreach (var smaller in Smaller(best))
            {
                if (Try(smaller, best) is not { } better)
                    continue;
                (best, isBetter) = (better, true);
                break;
            }
        }

        return best;
    }

    private static IEnumerable<Scenario> Smaller(RunResult failed)
    {
        var scenario = failed.Scenario;
        foreach (var operations in new[] { failed.Operations / 4, failed.Operations / 2, failed.Operations * 3 / 4, failed.Operations - 1, failed.Operations })
        {
            if (operations > 0 && operations < scenario.Operations)
                yield return scenario with { Operations = operations };
        }

        for (var kind = 0; kind < failed.Faults.Count; kind++)
        {
            if (failed.Faults[kind] > 0)
                yield return scenario with { Without = scenario.Without.Add((FaultKind)kind) };
        }

        foreach (var clients in new[] { 1, 2, scenario.Clients / 2, scenario.Clients - 1 })
        {
            if (clients > 0 && clients < scenario.Clients)
                yield return scenario with { Clients = clients };
        }

        foreach (var items in new[] { 1, scenario.Items / 2, scenario.Items - 1 })
        {
            if (items > 0 && items < scenario.Items)
                yield return scenario with { Items = items };
        }
    }

    private RunResult? Try(Scenario scenario, RunResult best)
    {
        if (_attempts++ >= attemptsMax)
            return null;
        var result = SeedQueue.RunOne(scenario, plant(), trace: null);
        var isSame = result.Violation?.Rule == best.Violation!.Rule;
        var isSmaller = result.Steps < best.Steps
            || (result.Steps == best.Steps && (scenario.Operations < best.Scenario.Operations || scenario.Without.Length > best.Scenario.Without.Length));
        return isSame && isSmaller ? result : null;
    }
}
