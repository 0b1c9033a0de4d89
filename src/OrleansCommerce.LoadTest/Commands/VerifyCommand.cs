using System.CommandLine;
using System.Globalization;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;
using OrleansCommerce.LoadTest.Verify;
using Spectre.Console;

namespace OrleansCommerce.LoadTest.Commands;

/// <summary><c>verify</c>: is everything still there that the server acknowledged, after a crash, say?</summary>
internal static class VerifyCommand
{
    private const int LossesShown = 20;

    public static Command Create(IAnsiConsole console)
    {
        var connection = new ConnectionOptions();
        var journal = new Option<string>("--journal") { Description = "The file that `replay --journal` wrote.", Required = true };
        var command = new Command("verify", "Check that nothing acknowledged is lost, and that the books balance. It only reads.") { journal };
        connection.AddTo(command);
        command.SetAction((result, cancel) => Guarded.RunAsync(console, () =>
            RunAsync(console, connection.Read(result), result.GetRequiredValue(journal), cancel)));
        return command;
    }

    private static async Task<int> RunAsync(IAnsiConsole console, Target target, string journal, CancellationToken cancel)
    {
        var acknowledged = AcknowledgementLog.Read(journal);
        using var client = new CommerceClient(target, new StepMeters());
        await ServerReadiness.WaitAsync(client, target, cancel);
        var verification = await Verification.RunAsync(client, target, acknowledged, cancel);
        var (balance, line) = await BooksAudit.AskAsync(client, cancel);

        var table = new Table().AddColumn("what").AddColumn(new TableColumn("figure").RightAligned());
        void Row(string what, int figure) => table.AddRow(what, figure.ToString("N0", CultureInfo.InvariantCulture));
        Row("acknowledgements", acknowledged.Count);
        Row("reservations checked", verification.Reservations);
        Row("movements checked", verification.Movements);
        Row("  by the versions of items", verification.Items);
        Row("lost", verification.Losses.Count);
        console.Write(table);
        foreach (var loss in verification.Losses.Take(LossesShown))
            console.MarkupLineInterpolated($"[red]lost[/] {loss}");
        var isGood = verification.Losses.Count == 0 && balance?.Balanced == true;
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, balance?.Balanced == true ? (FormattableString)$"[green]{line}[/]" : $"[red]{line}[/]");
        return isGood ? ExitCode.Good : ExitCode.Failed;
    }
}
