using System.CommandLine;
using OrleansCommerce.LoadTest.Watch;
using Spectre.Console;

namespace OrleansCommerce.LoadTest.Commands;

/// <summary><c>watch</c>: many screens, many changes, and how long the one takes to reach the other.</summary>
internal static class WatchCommand
{
    public static Command Create(IAnsiConsole console)
    {
        var connection = new ConnectionOptions();
        var screens = Numbers.Option("--screens", "How many screens watch.", 1_000, 1, 10_000);
        var changes = Numbers.Option("--changes", "Changes a second, in all.", 5_000, 1, 100_000);
        var stalled = Numbers.Option("--stalled", "How many of the screens stop taking anything in as soon as they are live.", 0, 0, 10_000);
        var seconds = Numbers.Option("--seconds", "For how long changes are made and measured.", 15, 1, 3_600);
        var warmUp = Numbers.Option("--warm-up", "Seconds of changes before them that are not measured: until then the server compiles what it runs often.", 5, 0, 3_600);
        var locations = Numbers.Option("--locations", "How many locations; each is watched by as many screens as any other.", 100, 1, 1_000);
        var items = Numbers.Option("--items", "Stock items of each location.", 20, 1, 20_000);
        var output = new Option<string?>("--out") { Description = "Write the report to this file, as JSON." };
        var command = new Command("watch", "Measure from a change's sending to each screen that shows it, and check that all screens show the truth in the end.")
        {
            screens, changes, stalled, seconds, warmUp, locations, items, output,
        };
        connection.AddTo(command);
        command.SetAction((result, cancel) => Guarded.RunAsync(console, () =>
        {
            var plan = new WatchPlan(
                result.GetValue(screens), result.GetValue(changes), Math.Min(result.GetValue(stalled), result.GetValue(screens)),
                TimeSpan.FromSeconds(result.GetValue(seconds)), TimeSpan.FromSeconds(result.GetValue(warmUp)), result.GetValue(locations), result.GetValue(items));
            return new WatchJob(console, connection.Read(result), plan).RunAsync(result.GetValue(output), cancel);
        }));
        return command;
    }
}
