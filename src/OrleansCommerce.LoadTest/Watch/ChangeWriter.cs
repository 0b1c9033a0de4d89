using System.Diagnostics;
using System.Text;
using OrleansCommerce.LoadTest.Commands;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;

namespace OrleansCommerce.LoadTest.Watch;

/// <summary>Makes the changes, at their pace whatever becomes of the ones before, many in one request as a till or a warehouse sends them.</summary>
internal sealed class ChangeWriter(CommerceClient client, WatchPlan plan)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    private const int OpeningLines = 2_000;

    private readonly long[] _sentAt = new long[plan.Changes];
    private long _rejected;

    /// <summary>Changes that the server did not take.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>When a change was sent; 0 for one that was not, or is not measured.</summary>
    public long SentAt(int change) => change >= plan.MeasuredFrom && change < _sentAt.Length ? Volatile.Read(ref _sentAt[change]) : 0;

    /// <summary>When the first change was sent that is measured.</summary>
    public long MeasuredSince => SentAt(plan.MeasuredFrom);

    public async Task OpenAsync(CancellationToken cancel)
    {
        foreach (var some in Enumerable.Range(0, plan.Items).Chunk(OpeningLines))
            await ImportAsync(some.Select(plan.Opening), some.Length, cancel);
        if (Rejected > 0)
            throw new NotRunException($"The server did not take {Rejected} of the opening movements.");
    }

    /// <summary>Ends when every change has been answered.</summary>
    /// <returns>How long the sending took.</returns>
    public async Task<TimeSpan> RunAsync(CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var requests = new List<Task>();
        using var timer = new PeriodicTimer(Beat);
        for (var sent = 0; sent < plan.Changes;)
        {
            await timer.WaitForNextTickAsync(cancel);
            var due = (int)Math.Min(plan.Changes, clock.Elapsed.TotalSeconds * plan.ChangesPerSecond);
            if (due == sent)
                continue;
            var (first, count) = (sent, due - sent);
            sent = due;
            var now = Stopwatch.GetTimestamp();
            for (var change = first; change < due; change++)
                Volatile.Write(ref _sentAt[change], now);
            requests.Add(ImportAsync(Enumerable.Range(first, count).Select(plan.LineOf), count, cancel));
            requests.RemoveAll(request => request.IsCompletedSuccessfully);
        }
        var duration = clock.Elapsed;
        await Task.WhenAll(requests);
        return duration;
    }

    private async Task ImportAsync(IEnumerable<string> lines, int count, CancellationToken cancel)
    {
        var body = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        var answer = await client.ImportAsync(Step.Import, body, cancel);
        var accepted = answer.IsSuccess ? answer.Read(WireJson.Default.ImportAnswer)?.Accepted ?? 0 : 0;
        Interlocked.Add(ref _rejected, count - accepted);
    }
}
