using System.Globalization;
using Spectre.Console;

namespace OrleansCommerce.LoadTest.Replay;

/// <summary>Shows a replay's report to a person.</summary>
internal static class ReplayTable
{
    public static void Write(IAnsiConsole console, ReplayReport report)
    {
        console.Write(Counts(report));
        console.Write(Steps(report));
        foreach (var error in report.Errors)
            console.MarkupLineInterpolated($"[red]error[/] {error}");
        console.WriteLine(report.Note);
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, report.Balance?.Balanced == true
            ? (FormattableString)$"[green]{report.BalanceLine}[/]"
            : $"[red]{report.BalanceLine}[/]");
    }

    private static Table Counts(ReplayReport report)
    {
        var table = new Table().AddColumn("what").AddColumn(new TableColumn("figure").RightAligned());
        void Row(string what, FormattableString figure) => table.AddRow(new Text(what), new Text(figure.ToString(CultureInfo.InvariantCulture)));
        long Of(Count count) => report.Counts[count.ToString()];
        Row("invoices", $"{Of(Count.Invoices):N0}");
        Row("orders", $"{Of(Count.Orders):N0}");
        Row("  accepted", $"{Of(Count.OrdersAccepted):N0}");
        Row("  refused, wholly or in part", $"{Of(Count.OrdersRefused):N0}");
        if (Of(Count.OrdersServed) + Of(Count.OrdersBackordered) > 0)
        {
            Row("  as orders of five lines (that nobody has now)", $"{Of(Count.OrdersPlaced):N0} ({Of(Count.OrdersUnserved):N0})");
            Row("  served to the end (waiting for stock)", $"{Of(Count.OrdersServed):N0} ({Of(Count.OrdersBackordered):N0})");
            Row("  fulfilments routed again", $"{Of(Count.Rerouted):N0}");
        }
        Row("lines", $"{Of(Count.Lines):N0}");
        Row("  accepted", $"{Of(Count.LinesAccepted):N0}");
        Row("  refused with their basket", $"{Of(Count.LinesRefused):N0}");
        Row("  short of stock", $"{Of(Count.ShortfallLines):N0}");
        Row("refused as beyond the limits", $"{Of(Count.BeyondLimits):N0}");
        Row("lines that are no goods, skipped", $"{Of(Count.NonStockLines):N0}");
        Row("returns (refused)", $"{Of(Count.Returns):N0} ({Of(Count.ReturnsRefused):N0})");
        Row("write-offs (refused)", $"{Of(Count.WriteOffs):N0} ({Of(Count.WriteOffsRefused):N0})");
        Row("errors", $"{Of(Count.Errors):N0}");
        Row("retries", $"{report.Retries:N0}");
        Row("duration", $"{report.DurationS:F2} s");
        Row("requests/s", $"{report.RequestsPerS:N0}");
        Row("orders/s", $"{report.OrdersPerS:N0}");
        Row("lines/s", $"{report.LinesPerS:N0}");
        return table;
    }

    private static Table Steps(ReplayReport report)
    {
        var table = new Table().AddColumn("step");
        foreach (var header in new[] { "answered", "retries", "p50 ms", "p99 ms", "max ms" })
            table.AddColumn(new TableColumn(header).RightAligned());
        foreach (var (name, step) in report.Steps)
        {
            FormattableString[] cells =
                [$"{name}", $"{step.Answered:N0}", $"{step.Retries:N0}", $"{step.LatencyMsP50:F2}", $"{step.LatencyMsP99:F2}", $"{step.LatencyMsMax:F2}"];
            table.AddRow([.. cells.Select(cell => new Text(cell.ToString(CultureInfo.InvariantCulture)))]);
        }
        return table;
    }
}
