using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Feeds;

/// <summary>One reconciliation as it is now.</summary>
public sealed class ReconciliationState
{
    private readonly List<Difference> _differences = [];
    private readonly List<AppliedDifference> _applied = [];

    /// <summary>Of the file, so that another one under the same id is noticed; null until there was one.</summary>
    public string? Digest { get; internal set; }

    /// <summary>Comparisons begun, the interrupted ones included.</summary>
    public int Attempt { get; internal set; }

    public DateTimeOffset OpenedAt { get; internal set; }

    /// <summary>Null until the comparison is complete.</summary>
    public ReconciliationTotals? Totals { get; internal set; }

    /// <summary>When it was asked that the differences be applied; null: never.</summary>
    public DateTimeOffset? AppliedAt { get; internal set; }

    public int Precedence { get; internal set; }

    public IReadOnlyList<Difference> Differences => _differences;

    /// <summary>What became of the first of the differences, in their order.</summary>
    public IReadOnlyList<AppliedDifference> Applied => _applied;

    /// <summary>Differences that can be applied come first; what the file leaves out is only reported.</summary>
    public int Applicable { get; private set; }

    public bool IsUnsettled => AppliedAt is not null && _applied.Count < Applicable;

    internal void Restart()
    {
        _differences.Clear();
        Applicable = 0;
    }

    internal void Add(ImmutableArray<Difference> differences)
    {
        _differences.AddRange(differences);
        Applicable += differences.Count(difference => difference.Kind != DifferenceKind.MissingThere);
    }

    internal void Add(ImmutableArray<AppliedDifference> applied) => _applied.AddRange(applied);
}

/// <summary>What a command comes to. Stale: it is of a comparison that another one has taken the place of.</summary>
public readonly record struct ReconciliationDecision(ImmutableArray<ReconciliationEvent> Events, bool IsOtherFile = false, bool IsStale = false);

/// <summary>The rules of a reconciliation, as two pure functions.</summary>
public static class ReconciliationMachine
{
    public static ReconciliationDecision Decide(ReconciliationState state, ReconciliationCommand command, DateTimeOffset now) => command switch
    {
        OpenReconciliation c when state.Digest is { } known && known != c.Digest => new([], IsOtherFile: true),
        OpenReconciliation c => new(state.Totals is null ? [new ReconciliationOpened(now, c.Digest, state.Attempt + 1)] : []),
        AddDifferences c when IsStale(state, c.Attempt) || c.After > state.Differences.Count => new([], IsStale: true),
        AddDifferences c => new(c.After == state.Differences.Count ? [new DifferencesFound(now, c.Differences)] : []),
        CloseComparison c when state.Attempt != c.Attempt => new([], IsStale: true),
        CloseComparison c => new(state.Totals is null ? [new ReconciliationCompared(now, c.Totals)] : []),
        AskToApply when state.Totals is null => new([], IsStale: true),
        AskToApply c => new(state.AppliedAt is null ? [new ApplyAsked(now, c.Precedence)] : []),
        SettleDifferences c => new(state.IsUnsettled && c.After == state.Applied.Count ? [new DifferencesApplied(now, c.Applied)] : []),
        _ => throw new InvalidOperationException($"A reconciliation does not know the command {command.GetType().Name}."),
    };

    /// <summary>Makes it so. Never refuses; an event it does not know is a bug and throws.</summary>
    public static void Apply(ReconciliationState state, ReconciliationEvent happened)
    {
        switch (happened)
        {
            case ReconciliationOpened e:
                state.Restart();
                (state.Digest, state.Attempt, state.OpenedAt) = (e.Digest, e.Attempt, e.At);
                break;
            case DifferencesFound e: state.Add(e.Differences); break;
            case ReconciliationCompared e: state.Totals = e.Totals; break;
            case ApplyAsked e: (state.AppliedAt, state.Precedence) = (e.At, e.Precedence); break;
            case DifferencesApplied e: state.Add(e.Applied); break;
            default: throw new InvalidOperationException($"A reconciliation does not know the event {happened.GetType().Name}.");
        }
    }

    private static bool IsStale(ReconciliationState state, int attempt) => state.Attempt != attempt || state.Totals is not null;
}
