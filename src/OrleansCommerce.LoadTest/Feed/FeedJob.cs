using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OrleansCommerce.LoadTest.Commands;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;
using OrleansCommerce.LoadTest.Watch;
using Spectre.Console;

namespace OrleansCommerce.LoadTest.Feed;

/// <summary>One run: the feed, a reconciliation with what the source has by then, and a look at the stock itself.</summary>
internal sealed class FeedJob(IAnsiConsole console, Target target, FeedPlan plan, string source, int batchLines)
{
    public async Task<int> RunAsync(string? reportPath, CancellationToken cancel)
    {
        using var client = new CommerceClient(target, new StepMeters());
        await ServerReadiness.WaitAsync(client, target, cancel);
        var startedAt = TimeProvider.System.GetUtcNow();
        var sender = new FeedSender(client, plan, source);
        var clock = Stopwatch.StartNew();
        await sender.SendAsync(batchLines, cancel);
        var sending = clock.Elapsed;
        clock.Restart();
        var compared = new List<ReconciliationAnswer>();
        var wrong = new List<string>();
        foreach (var (location, number) in plan.Locations.Select((location, number) => (location, number)))
        {
            var expected = plan.Stock(location);
            if (expected.Count == 0)
                continue;
            compared.Add(await CompareAsync(client, plan.ReconciliationId(number), expected, cancel));
            wrong.AddRange(Wrong(expected, await LocationBooks.ReadAsync(client, location, cancel)));
        }
        var report = new FeedReport(
            "feed", target.Url.ToString(), startedAt, source, plan.Arrivals.Count, plan.Arrivals.Distinct().Count(), sending.TotalSeconds,
            plan.Arrivals.Count / sending.TotalSeconds, client.Meters[Step.Import].Retries, sender.Outcomes, sender.Refusals,
            compared.Sum(answer => answer.Lines ?? 0), compared.Sum(answer => answer.Same ?? 0), compared.Sum(answer => answer.Differing ?? 0),
            compared.Sum(answer => answer.MissingHere ?? 0), compared.Sum(answer => answer.MissingThere ?? 0), clock.Elapsed.TotalSeconds,
            wrong.Count, [.. wrong.Take(FeedReport.WrongKept)]);
        report.Write(console);
        if (reportPath is not null)
            await File.WriteAllTextAsync(reportPath, JsonSerializer.Serialize(report, FeedReportJson.Default.FeedReport) + "\n", cancel);
        return report.Passed ? ExitCode.Good : ExitCode.Failed;
    }

    private async Task<ReconciliationAnswer> CompareAsync(
        CommerceClient client, string id, IReadOnlyDictionary<string, long> expected, CancellationToken cancel)
    {
        var body = Encoding.UTF8.GetBytes(string.Join('\n', expected.Select(item => plan.Statement(item.Key, item.Value))));
        var answer = await client.LinesAsync(Step.Check, $"/v1/feeds/{source}/reconciliations?reconciliationId={id}", body, cancel);
        return (answer.IsSuccess ? answer.Read(WireJson.Default.ReconciliationAnswer) : null)
            ?? throw new NotRunException($"The reconciliation {id} was not made: {answer.Describe()}");
    }

    private static IEnumerable<string> Wrong(IReadOnlyDictionary<string, long> expected, IReadOnlyDictionary<string, StockItem> books) =>
        expected.Keys.Union(books.Keys).Order(StringComparer.Ordinal)
            .Where(item => !books.TryGetValue(item, out var there) || !expected.TryGetValue(item, out var onHand) || there.OnHand != onHand)
            .Select(item => $"{item} has {(books.TryGetValue(item, out var there) ? there.OnHand : null)}, told was {(expected.TryGetValue(item, out var onHand) ? onHand : null)}");
}
