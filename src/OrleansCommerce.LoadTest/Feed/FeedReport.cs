using System.Globalization;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace OrleansCommerce.LoadTest.Feed;

/// <summary>What a feed came to, as it is written to the file given by <c>--out</c>.</summary>
/// <param name="Sent">Lines, those that are sent twice twice.</param>
/// <param name="Told">Different ones.</param>
/// <param name="Resent">Requests that were sent again after a lost connection, a timeout, 429 or 503.</param>
/// <param name="Refusals">Some of the lines that were refused.</param>
/// <param name="Compared">Items of the reconciliation.</param>
/// <param name="WrongItems">Items of which the stock is not what was told, by a look at the stock itself.</param>
internal sealed record FeedReport(
    string Command, string Target, DateTimeOffset StartedAt, string Source, long Sent, long Told, double SendingS, double LinesPerS, long Resent,
    IReadOnlyDictionary<string, long> Outcomes, IReadOnlyList<string> Refusals, long Compared, long Same, long Differing, long MissingHere,
    long MissingThere, double ComparingS, int WrongItems, IReadOnlyList<string> Wrong)
{
    public const int WrongKept = 10;

    /// <summary>All was taken, and the stock is what was told.</summary>
    public bool Passed => Same == Compared && Differing == 0 && MissingHere == 0 && MissingThere == 0 && WrongItems == 0 && Refusals.Count == 0;

    public void Write(IAnsiConsole console)
    {
        var table = new Table().AddColumn("what").AddColumn(new TableColumn("figure").RightAligned());
        void Row(string what, double figure, string format = "N0") => table.AddRow(what, figure.ToString(format, CultureInfo.InvariantCulture));
        Row("lines sent", Sent);
        Row("  of them different", Told);
        Row("  a second", LinesPerS);
        foreach (var (outcome, lines) in Outcomes)
            Row($"  {outcome}", lines);
        Row("requests sent again", Resent);
        Row("items compared", Compared);
        Row("  the same", Same);
        Row("  differing", Differing);
        Row("  missing on either side", MissingHere + MissingThere);
        Row("items whose stock is not what was told", WrongItems);
        console.Write(table);
        foreach (var line in Refusals.Concat(Wrong))
            console.WriteLine(line);
        console.MarkupLineInterpolated(Passed ? (FormattableString)$"[green]the stock is what was told[/]" : $"[red]the stock is NOT what was told[/]");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(FeedReport))]
internal sealed partial class FeedReportJson : JsonSerializerContext;
