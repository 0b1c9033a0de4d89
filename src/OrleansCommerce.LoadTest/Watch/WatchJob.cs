using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OrleansCommerce.LoadTest.Commands;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;
using Spectre.Console;

namespace OrleansCommerce.LoadTest.Watch;

/// <summary>One run from beginning to end: items, screens, changes, and a comparison with the books.</summary>
internal sealed class WatchJob(IAnsiConsole console, Target target, WatchPlan plan)
{
    /// <summary>So long after the last change every screen must show it; a stalled one that was cut off has to come back first.</summary>
    private static readonly TimeSpan ConvergeWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    public async Task<int> RunAsync(string? reportPath, CancellationToken cancel)
    {
        using var client = new CommerceClient(target, new StepMeters());
        await ServerReadiness.WaitAsync(client, target, cancel);
        var writer = new ChangeWriter(client, plan);
        await writer.OpenAsync(cancel);
        await using var audience = await Audience.GatherAsync(target, plan, writer, cancel);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plan.Screens:N0} screens are live; {plan.Changes:N0} changes follow"));

        var startedAt = TimeProvider.System.GetUtcNow();
        var paused = GC.GetTotalPauseDuration();
        var duration = await writer.RunAsync(cancel);
        paused = GC.GetTotalPauseDuration() - paused;
        audience.Resume();
        var (converged, differing) = await ConvergeAsync(client, audience, cancel);
        var screens = audience.Screens;
        var latency = audience.Latency;
        var report = new WatchReport(
            "watch", target.Url.ToString(), startedAt, plan.Screens, plan.Stalled, plan.Locations, plan.ItemsPerLocation, plan.Changes,
            plan.Changes / duration.TotalSeconds, writer.Rejected, client.Meters[Step.Import].Retries, latency.Count, latency.PercentileMs(50), latency.PercentileMs(90),
            latency.PercentileMs(99), latency.MaxMs, audience.Slow.Report(), paused.TotalMilliseconds, converged.TotalSeconds, differing, screens.Sum(screen => screen.Received),
            screens.Sum(screen => screen.Reconnects), screens.Sum(screen => screen.Digests), screens.Sum(screen => screen.Mismatches),
            differing == 0 && writer.Rejected == 0);
        report.Write(console);
        if (reportPath is not null)
            await File.WriteAllTextAsync(reportPath, JsonSerializer.Serialize(report, WatchReportJson.Default.WatchReport) + "\n", cancel);
        return report.Passed ? ExitCode.Good : ExitCode.Failed;
    }

    private async Task<(TimeSpan After, int Differing)> ConvergeAsync(CommerceClient client, Audience audience, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var truth = new List<IReadOnlyDictionary<string, StockItem>>();
        for (var location = 0; location < plan.Locations; location++)
            truth.Add(await LocationBooks.ReadAsync(client, plan.Location(location), cancel));
        while (true)
        {
            var differing = audience.Differing(truth);
            if (differing == 0 || clock.Elapsed > ConvergeWithin)
                return (clock.Elapsed, differing);
            await Task.Delay(LookEvery, cancel);
        }
    }
}
