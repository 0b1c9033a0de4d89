using System.Collections.Immutable;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Import;

/// <summary>What became of an import.</summary>
/// <param name="Accepted">Lines that were applied, now or by an earlier import of the same lines.</param>
/// <param name="Errors">The first of the lines that were rejected, at most 1,000.</param>
public sealed record ImportReport(long Accepted, long Rejected, ImmutableArray<ImportError> Errors);

/// <param name="Line">As an editor counts: the first line, header or not, is 1.</param>
public sealed record ImportError(long Line, string Code, string Detail);

/// <summary>Counts what becomes of the lines. Safe for many threads; keeps the errors of the lowest line numbers.</summary>
public sealed class ImportTally
{
    public const int ErrorsMax = 1_000;

    private readonly Lock _lock = new();
    private readonly PriorityQueue<ImportError, long> _errors = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
    private long _accepted;
    private long _rejected;

    /// <summary>What became of a line that was understood.</summary>
    internal void Tell(ImportOutcome outcome)
    {
        if (outcome.Problem is { } problem)
        {
            Reject(outcome.Line, problem);
            return;
        }

        lock (_lock)
        {
            _accepted++;
        }
    }

    public void Reject(long line, Problem problem)
    {
        lock (_lock)
        {
            _rejected++;
            _errors.Enqueue(new(line, problem.Code, problem.Detail), line);
            if (_errors.Count > ErrorsMax)
            {
                _errors.Dequeue();
            }
        }
    }

    public ImportReport Report()
    {
        lock (_lock)
        {
            return new(_accepted, _rejected, [.. _errors.UnorderedItems.Select(entry => entry.Element).OrderBy(error => error.Line)]);
        }
    }
}
