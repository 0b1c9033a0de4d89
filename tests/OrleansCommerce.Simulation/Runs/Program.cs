using System.Globalization;
using OrleansCommerce.Simulation.Planted;

namespace OrleansCommerce.Simulation.Runs;

/// <summary>The command line: exit code 0 when every promise was kept, 1 when one was not, 2 when it was not understood.</summary>
public static class Program
{
    private const int SeedsOfPlant = 1_000;
    private const int TraceLinesMax = 150;
    private const int TraceLineMax = 400;

    public static int Main(string[] args)
    {
        Settings settings;
        try
        {
            settings = Settings.Parse(args);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            Console.Error.WriteLine(e.Message);
            Console.Error.WriteLine(Settings.Usage);
            return 2;
        }

        if (settings.Plant == "list")
        {
            foreach (var planted in PlantList.All)
                Console.WriteLine($"{planted.Name,-29} {planted.Description}");
            return 0;
        }

        if (settings.Plant is { } name && PlantList.All.All(planted => planted.Name != name))
        {
            Console.Error.WriteLine($"There is no planted bug '{name}'; --plant list names them.");
            return 2;
        }

        if (settings.IsDigested)
        {
            Digests.Write(settings, Console.Out);
            return 0;
        }

        return settings.IsTraced && settings.Seeds == 1 ? Trace(settings) : Search(settings);
    }

    internal static Func<Plant> PlantOf(Settings settings) =>
        settings.Plant is { } name ? PlantList.All.Single(planted => planted.Name == name).Make : () => new NothingPlanted();

    private static int Trace(Settings settings)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16) { NewLine = "\n" };
        var result = SeedQueue.RunOne(settings.Scenario(settings.First), PlantOf(settings)(), output);
        return result.Violation is null ? 0 : 1;
    }

    private static int Search(Settings settings)
    {
        var seeds = settings.Seeds > 0 ? settings.Seeds : SeedsOfPlant;
        var report = new Report(Console.Out, seeds, !Console.IsOutputRedirected && !settings.GoesOn);
        var before = ThreadPool.CompletedWorkItemCount;
        var failed = new SeedQueue(settings.Scenario, PlantOf(settings)) { Ended = report.Ended, GoesOn = settings.GoesOn }
            .Run(settings.First, seeds, settings.Threads);
        report.Summary();
        if (ThreadPool.CompletedWorkItemCount != before)
        {
            Console.WriteLine("VIOLATION: something ran on the thread pool, where no seed decides what comes first.");
            return 1;
        }

        if (failed is null)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seeds} seeds, 0 violations"));
            return settings.Plant is null ? 0 : NotFound(settings.Plant, seeds);
        }

        if (settings.GoesOn)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seeds} seeds, {report.Violations} violations"));
        else
            Explain(failed, settings);
        return 1;
    }

    private static int NotFound(string plant, int seeds)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"planted bug '{plant}' was not found in {seeds} seeds"));
        return 1;
    }

    private static void Explain(RunResult failed, Settings settings)
    {
        Console.WriteLine($"seed {failed.Scenario.Seed} ({failed.Scenario.Profile}) breaks a promise: {failed.Violation!.Rule}");
        Console.WriteLine(failed.Violation.Detail);
        Console.WriteLine($"shrinking from {failed.Operations} operations and {failed.Steps} steps");
        var shortest = new Shrinker(PlantOf(settings)).Shrink(failed);
        Console.WriteLine();
        using (var trace = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" })
        {
            SeedQueue.RunOne(shortest.Scenario, PlantOf(settings)(), trace);
            Tail(trace.ToString());
        }

        Console.WriteLine();
        Console.WriteLine($"{shortest.Operations} operations, {shortest.Steps} steps; again with");
        Console.WriteLine($"  {Settings.Command(shortest.Scenario, settings.Plant)}");
        Console.WriteLine(settings.Plant is null
            ? $"seed {failed.Scenario.Seed}: {shortest.Violation!.Rule}"
            : $"planted bug '{settings.Plant}' found by seed {failed.Scenario.Seed}: {shortest.Violation!.Rule}");
    }

    /// <summary>The end of a trace: what broke is there, and the command that is named gives the rest.</summary>
    private static void Tail(string trace)
    {
        var lines = trace.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > TraceLinesMax)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… {lines.Length - TraceLinesMax} lines before"));
        foreach (var line in lines.TakeLast(TraceLinesMax))
            Console.WriteLine(line.Length > TraceLineMax ? line[..TraceLineMax] + "…" : line);
    }
}
