using System.CommandLine;
using OrleansCommerce.LoadTest.Feed;
using Spectre.Console;

namespace OrleansCommerce.LoadTest.Commands;

/// <summary><c>feed</c>: a till's or a warehouse's movements as they really come, and whether the stock is what they say.</summary>
internal static class FeedCommand
{
    public static Command Create(IAnsiConsole console)
    {
        var connection = new ConnectionOptions();
        var movements = Numbers.Option("--movements", "How many movements and counts are told.", 100_000, 1, 2_000_000);
        var items = Numbers.Option("--items", "Of how many stock items.", 2_000, 1, 20_000);
        var locations = Numbers.Option("--locations", "At how many locations.", 20, 1, 1_000);
        var late = Numbers.Option("--late", "How many lines may overtake one.", 500, 0, 100_000);
        var twice = Numbers.Option("--twice", "Per cent of the lines that come twice.", 5, 0, 100);
        var batch = Numbers.Option("--batch", "Lines in one request.", 1_000, 1, 10_000);
        var source = new Option<string>("--source") { Description = "The name of the source; 100 are known to a server for ever.", DefaultValueFactory = _ => "load-test" };
        var output = new Option<string?>("--out") { Description = "Write the report to this file, as JSON." };
        var command = new Command("feed", "Send a feed of movements, late and twice as feeds come, and check by a reconciliation that the stock is what it says.")
        {
            movements, items, locations, late, twice, batch, source, output,
        };
        connection.AddTo(command);
        command.SetAction((result, cancel) => Guarded.RunAsync(console, () =>
        {
            var plan = new FeedPlan(
                result.GetValue(movements), result.GetValue(items), Math.Min(result.GetValue(locations), result.GetValue(items)),
                result.GetValue(late), result.GetValue(twice) / 100.0, TimeProvider.System.GetUtcNow());
            return new FeedJob(console, connection.Read(result), plan, Uri.EscapeDataString(result.GetValue(source)!), result.GetValue(batch))
                .RunAsync(result.GetValue(output), cancel);
        }));
        return command;
    }
}
