using System.CommandLine;
using OrleansCommerce.LoadTest.Replay;
using Spectre.Console;

namespace OrleansCommerce.LoadTest.Commands;

/// <summary><c>replay</c>: the real week of orders, put on a server that holds the demo data.</summary>
internal static class ReplayCommand
{
    public static Command Create(IAnsiConsole console)
    {
        var connection = new ConnectionOptions();
        var speed = new Option<string>("--speed")
        {
            Description = "max: as fast as it goes. A number: so many times faster than the real week.",
            DefaultValueFactory = _ => Pace.Fastest,
        };
        var kind = new Option<string>("--as")
        {
            Description = "reservations: held, confirmed and fulfilled at the nearest stores. orders: promised, placed, routed and served.",
            DefaultValueFactory = _ => "reservations",
        };
        kind.AcceptOnlyFromAmong("reservations", "orders");
        var limit = new Option<int?>("--limit") { Description = "Only the first so many invoices." };
        var output = new Option<string?>("--out") { Description = "Write the report to this file, as JSON." };
        var journal = new Option<string?>("--journal")
        {
            Description = "Write down to this file what the server acknowledged, for `verify`. A file that is there is replaced.",
        };
        var command = new Command("replay", "Replay a real week of orders; its requests are the same each time, so it can be run again.")
        {
            speed, kind, limit, output, journal,
        };
        connection.AddTo(command);
        speed.Validators.Add(result =>
        {
            if (Pace.Parse(result.GetValue(speed)) is null)
                result.AddError("--speed must be max or a positive number.");
        });
        limit.Validators.Add(result =>
        {
            if (result.GetValue(limit) <= 0)
                result.AddError("--limit must be positive.");
        });
        command.SetAction((result, cancel) => Guarded.RunAsync(console, () =>
            new ReplayJob(console, connection.Read(result), Pace.Parse(result.GetValue(speed))!, result.GetValue(limit),
                result.GetValue(kind) == "orders").RunAsync(
                result.GetValue(output), result.GetValue(journal), cancel)));
        return command;
    }
}
