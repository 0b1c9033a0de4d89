namespace OrleansCommerce.Journal;

/// <summary>The runs there are at a time; never changed, so that whoever looks something up has the same ones to the end.</summary>
internal sealed class RunSet
{
    private static readonly int Kinds = Enum.GetValues<RunKind>().Length;

    private readonly Run[][] _byKind;

    /// <param name="runs">In any order.</param>
    public RunSet(IEnumerable<Run> runs)
    {
        _byKind = new Run[Kinds][];
        var byKind = runs.ToLookup(run => run.Kind);
        for (var kind = 0; kind < Kinds; kind++)
            _byKind[kind] = [.. byKind[(RunKind)kind].OrderBy(run => run.Through).ThenBy(run => run.Id)];
    }

    public IEnumerable<Run> All => _byKind.SelectMany(runs => runs);

    /// <summary>The runs of a kind, the oldest first.</summary>
    public ReadOnlySpan<Run> this[RunKind kind] => _byKind[(int)kind];

    public RunSet With(IEnumerable<Run> added) => new(All.Concat(added));

    /// <param name="result">What the others became; null when nothing was left.</param>
    public RunSet Merged(IReadOnlyCollection<Run> inputs, Run? result) =>
        new(All.Where(run => !inputs.Contains(run)).Concat(result is null ? [] : [result]));
}
