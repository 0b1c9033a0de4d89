using System.Globalization;
using OrleansCommerce.Simulation.Faults;
using OrleansCommerce.Simulation.Planted;

namespace OrleansCommerce.Simulation.Runs;

internal static class Program
{
    private static int Main(string[] args)
    {
        var seed = ulong.Parse(args[0], CultureInfo.InvariantCulture);
        var operations = int.Parse(args[1], CultureInfo.InvariantCulture);
        var count = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;
        for (var i = 0; i < count; i++)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var result = new SeedRun(Scenario.Of(seed + (ulong)i, operations), new NothingPlanted(), count == 1 ? Console.Out : null).Run();
            Console.WriteLine($"{seed + (ulong)i} {result.Scenario.Profile} {watch.ElapsedMilliseconds} ms {result.Steps} steps {result.VirtualTicks / 1e7} s {result.Operations} {result.Violation}");
        }

        return 0;
    }
}
