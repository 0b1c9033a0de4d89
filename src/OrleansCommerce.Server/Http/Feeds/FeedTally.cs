using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Server.Http.Import;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Feeds;

/// <summary>Gathers what becomes of the lines of a batch. Safe for many threads.</summary>
internal sealed class FeedTally
{
    private readonly Lock _gate = new();
    private readonly List<FeedLineResult> _lines = [];
    private FeedCounts _counts = FeedCounts.None;

    public long RefusedSoFar => _counts.Refused;

    public void Refuse(long line, string? movementId, Problem problem) =>
        Add(new(line, movementId, FeedNames.Refused, Code: problem.Code, Detail: problem.Detail), new(Refused: 1));

    public void Tell(ImportOutcome outcome)
    {
        if (outcome is { Problem: null, Answer: { } answer })
        {
            var result = new FeedLineResult(
                outcome.Line, outcome.Move.MovementId, FeedNames.Of(answer.Outcome), answer.IsRepeated, answer.Figures.OnHand);
            Add(result, answer.IsRepeated ? new(Duplicate: 1) : FeedCounts.Of(answer.Outcome));
        }
        else
        {
            Refuse(outcome.Line, outcome.Move.MovementId, outcome.Problem!);
        }
    }

    public FeedBatchReport Report()
    {
        lock (_gate)
        {
            return new(FeedCountsView.Of(_counts), [.. _lines.OrderBy(line => line.Line)]);
        }
    }

    private void Add(FeedLineResult result, FeedCounts counts)
    {
        lock (_gate)
        {
            _lines.Add(result);
            _counts = _counts.Plus(counts);
        }
    }
}
