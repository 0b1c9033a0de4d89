using Spectre.Console;

namespace OrleansCommerce.LoadTest.Replay;

/// <summary>Shows how far a replay is: a live bar on a terminal, plain lines where the output goes to a file or a pipe.</summary>
internal static class ReplayProgress
{
    private const int PlainLines = 10;

    public static Task RunAsync(IAnsiConsole console, int invoices, Func<Action, Task> work) =>
        console.Profile.Out.IsTerminal && console.Profile.Capabilities.Interactive
            ? LiveAsync(console, invoices, work)
            : PlainAsync(console, invoices, work);

    private static Task LiveAsync(IAnsiConsole console, int invoices, Func<Action, Task> work) => console.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
        .StartAsync(context =>
        {
            var bar = context.AddTask("invoices", maxValue: invoices);
            return work(() => bar.Increment(1));
        });

    private static Task PlainAsync(IAnsiConsole console, int invoices, Func<Action, Task> work)
    {
        var done = 0;
        return work(() =>
        {
            var now = Interlocked.Increment(ref done);
            if ((long)now * PlainLines / invoices == (now - 1L) * PlainLines / invoices)
                return;
            lock (console)
                console.WriteLine($"{now} of {invoices} invoices");
        });
    }
}
