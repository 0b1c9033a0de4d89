using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OrleansCommerce.LoadTest.Commands;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;
using OrleansCommerce.LoadTest.Orders;
using OrleansCommerce.LoadTest.Verify;
using Spectre.Console;

namespace OrleansCommerce.LoadTest.Replay;

/// <summary>One replay from beginning to end: wait, learn, load, check, report.</summary>
internal sealed class ReplayJob(IAnsiConsole console, Target target, Pace pace, int? limit, bool asOrders)
{
    private readonly StepMeters _meters = new();
    private readonly ReplayTally _tally = new();

    public async Task<int> RunAsync(string? reportPath, string? journalPath, CancellationToken cancel)
    {
        using var client = new CommerceClient(target, _meters);
        using var log = journalPath is null ? null : new AcknowledgementLog(journalPath);
        var book = limit is { } invoices ? OrderBook.Load().First(invoices) : OrderBook.Load();
        console.WriteLine($"waiting for {target.Url}");
        await ServerReadiness.WaitAsync(client, target, cancel);
        var carriers = await CarrierDirectory.LearnAsync(client, target, book, cancel);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{carriers.SkuCount:N0} SKUs, {carriers.ItemCount:N0} items in the demo's stores; {book.Invoices.Count:N0} invoices to replay"));
        if (carriers.ItemCount == 0)
            throw new NotRunException("None of the demo's stores carries any of these SKUs: start the server on an empty store, with its demo data.");

        var startedAt = TimeProvider.System.GetUtcNow();
        var clock = Stopwatch.StartNew();
        var complete = await LoadAsync(book, new Replayer(book, carriers, Run(client, log), _tally), cancel);
        var duration = clock.Elapsed;
        var (balance, line) = complete
            ? await BooksAudit.AskAsync(client, cancel)
            : (null, "books NOT checked: the replay was stopped");
        var report = ReplayReport.Make(target, pace, startedAt, duration, complete, _tally, _meters, balance, line);
        ReplayTable.Write(console, report);
        if (reportPath is not null)
            Save(report, reportPath);
        return !complete ? ExitCode.Stopped : report.Passed ? ExitCode.Good : ExitCode.Failed;
    }

    /// <summary>False when the user stopped it: what was done until then is still reported.</summary>
    private async Task<bool> LoadAsync(OrderBook book, Replayer replayer, CancellationToken cancel)
    {
        try
        {
            await ReplayProgress.RunAsync(console, book.Invoices.Count, done => replayer.RunAsync(target.Concurrency, pace, done, cancel));
            return true;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private InvoiceRun Run(CommerceClient client, AcknowledgementLog? log) =>
        asOrders ? new OrderRun(client, _tally, log) : new ReservationRun(client, _tally, log);

    private static void Save(ReplayReport report, string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        File.WriteAllText(path, JsonSerializer.Serialize(report, ReplayReportJson.Default.ReplayReport) + "\n");
    }
}
