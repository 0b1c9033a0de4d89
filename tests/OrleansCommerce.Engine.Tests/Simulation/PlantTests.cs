using OrleansCommerce.Simulation.Faults;
using OrleansCommerce.Simulation.Planted;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.SimulationTests;

/// <summary>The simulation can fail: with a part of the engine replaced by a wrong one, it does, and says the shortest way there.</summary>
public sealed class PlantTests
{
    private const int SeedsMax = 1_000;

    public static TheoryData<string> Names => [.. PlantList.All.Select(planted => planted.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void PlantedBug_WithinAThousandSeeds_IsFound(string name)
    {
        var planted = PlantList.All.Single(bug => bug.Name == name);
        var queue = new SeedQueue(seed => Scenario.Of(seed, 400), planted.Make);

        var found = queue.Run(first: 1, SeedsMax, threads: 2);

        Assert.NotNull(found?.Violation);
    }

    [Fact]
    public void PlantedBugs_AreNamedOnce_AndAtLeastTen()
    {
        var names = PlantList.All.Select(planted => planted.Name).ToList();

        Assert.True(names.Count >= 10);
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void Shrinker_OfAPlantedBug_FindsAShorterWayToTheSamePromise()
    {
        var planted = PlantList.All.Single(bug => bug.Name == "apply-twice");
        var failed = new SeedQueue(seed => Scenario.Of(seed, 400), planted.Make).Run(first: 1, SeedsMax, threads: 1);

        var shortest = new Shrinker(planted.Make, attemptsMax: 60).Shrink(failed!);

        Assert.Equal(failed!.Violation!.Rule, shortest.Violation!.Rule);
        Assert.True(shortest.Operations < failed.Operations);
        var again = SeedQueue.RunOne(shortest.Scenario, planted.Make(), trace: null);
        Assert.Equal(shortest.Violation, again.Violation);
        Assert.Equal(shortest.Steps, again.Steps);
    }
}
