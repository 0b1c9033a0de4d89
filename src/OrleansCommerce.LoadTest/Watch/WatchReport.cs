using System.Globalization;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace OrleansCommerce.LoadTest.Watch;

/// <summary>What a watch found out, as it is written to the file given by <c>--out</c>.</summary>
/// <param name="Measured">Changes times the screens that showed them; those that a later change overtook are among them.</param>
/// <param name="LatencyMsP99">From the sending of a change to its being shown.</param>
/// <param name="Resent">Requests that the server did not take at once, busy for one; each of their changes is late by as long.</param>
/// <param name="PausedMs">For how long this harness stood still for its garbage collector while changes were made: the screens are its own.</param>
/// <param name="ConvergedS">From the last answer to the moment at which every screen showed what the books say; the limit where that did not come.</param>
/// <param name="Differing">Screens that showed something else at the end.</param>
internal sealed record WatchReport(
    string Command, string Target, DateTimeOffset StartedAt, int Screens, int Stalled, int Locations, int ItemsPerLocation, long Changes,
    double ChangesPerS, long Rejected, long Resent, long Measured, double LatencyMsP50, double LatencyMsP90, double LatencyMsP99, double LatencyMsMax,
    IReadOnlyList<SlowSecond> Slow, double PausedMs, double ConvergedS, int Differing, long Received, int Reconnects, int Digests, int Mismatches, bool Passed)
{
    public void Write(IAnsiConsole console)
    {
        var table = new Table().AddColumn("what").AddColumn(new TableColumn("figure").RightAligned());
        void Row(string what, double figure, string format = "N0") => table.AddRow(what, figure.ToString(format, CultureInfo.InvariantCulture));
        Row("screens", Screens);
        Row("  stalled", Stalled);
        Row("changes", Changes);
        Row("  a second", ChangesPerS);
        Row("  not taken", Rejected);
        Row("  requests sent again", Resent);
        Row("change to screen, measured", Measured);
        Row("  ms p50", LatencyMsP50, "N1");
        Row("  ms p90", LatencyMsP90, "N1");
        Row("  ms p99", LatencyMsP99, "N1");
        Row("  ms max", LatencyMsMax, "N1");
        foreach (var second in Slow)
            Row(string.Create(CultureInfo.InvariantCulture, $"  over {SlowMoments.Slow.TotalMilliseconds:N0} ms at {second.Second} s, on {second.Screens} screens, up to {second.LatencyMsMax:N0} ms"), second.Shown);
        Row("this harness paused, ms", PausedMs, "N1");
        Row("items sent to screens", Received);
        Row("reconnects", Reconnects);
        Row("digests compared", Digests);
        Row("  that differed", Mismatches);
        Row("seconds until all were equal", ConvergedS, "N2");
        Row("screens that differ", Differing);
        console.Write(table);
        console.MarkupLineInterpolated(Passed ? (FormattableString)$"[green]every screen shows what the books say[/]" : $"[red]NOT every screen shows what the books say[/]");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(WatchReport))]
internal sealed partial class WatchReportJson : JsonSerializerContext;
