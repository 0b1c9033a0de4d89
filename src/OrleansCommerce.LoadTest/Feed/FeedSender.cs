using System.Text;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;

namespace OrleansCommerce.LoadTest.Feed;

/// <summary>Sends the lines in batches, some at a time, and what was not taken for the moment once more, under the same ids.</summary>
internal sealed class FeedSender(CommerceClient client, FeedPlan plan, string source)
{
    /// <summary>As many as a server takes at a time by default.</summary>
    private const int BatchesAtOnce = 4;
    private const int TriesMax = 20;
    private const int RefusalsKept = 5;
    private const string ComeAgain = "retry";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private readonly List<string> _refusals = [];

    /// <summary>Lines by what became of them; a duplicate is one that the server had.</summary>
    public IReadOnlyDictionary<string, long> Outcomes => _outcomes;

    /// <summary>The first of those that were refused, with the reason.</summary>
    public IReadOnlyList<string> Refusals => _refusals;

    public Task SendAsync(int batchLines, CancellationToken cancel) => Parallel.ForEachAsync(
        plan.Arrivals.Chunk(batchLines), new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce, CancellationToken = cancel },
        async (numbers, cancelled) => await SendAsync([.. numbers.Select(plan.Line)], cancelled));

    private async Task SendAsync(IReadOnlyList<string> lines, CancellationToken cancel)
    {
        for (var tries = 1; lines.Count > 0; tries++)
        {
            var answer = await client.LinesAsync(Step.Import, $"/v1/feeds/{source}/movements", Encoding.UTF8.GetBytes(string.Join('\n', lines)), cancel);
            if ((answer.IsSuccess ? answer.Read(WireJson.Default.FeedAnswer) : null) is not { } report || report.Lines.Count != lines.Count)
            {
                Count("refused", lines.Count, answer.Describe());
                return;
            }
            var again = new List<string>();
            foreach (var line in report.Lines)
            {
                if (line.Code == ComeAgain && tries < TriesMax)
                    again.Add(lines[(int)line.Line - 1]);
                else
                    Count(line.IsDuplicate == true ? "duplicate" : line.Outcome, 1, line.Code is null ? null : $"{line.MovementId}: {line.Code} {line.Detail}");
            }
            lines = again;
        }
    }

    private void Count(string outcome, long lines, string? why)
    {
        lock (_gate)
        {
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + lines;
            if (why is not null && _refusals.Count < RefusalsKept)
                _refusals.Add(why);
        }
    }
}
