namespace OrleansCommerce.Journal;

/// <summary>Some runs on their way to be one. Nobody knows of the new run before it is whole.</summary>
/// <param name="inputs">The oldest first, with no other between them.</param>
internal sealed class RunMerge(Run[] inputs, RunBuilder result)
{
    private readonly RunJoin _join = RunJoin.Of(inputs[0].Kind);
    private RunUnion? _union;

    public RunKind Kind => inputs[0].Kind;

    public IReadOnlyList<Run> Inputs => inputs;

    /// <summary>The level that it merges.</summary>
    public int Level { get; } = inputs.Max(run => run.Level);

    /// <summary>The pages stored so far.</summary>
    public IReadOnlyList<long> Pages => result.Pages;

    /// <summary>Goes on for about so many pages. Part of a transaction; when that fails, the merge is of no use any more.</summary>
    /// <returns>Whether it has come to the end.</returns>
    public bool Step(SqliteDatabase database, PageStore store, int pages)
    {
        _union ??= new RunUnion(database, inputs, []);
        for (var limit = result.PageCount + pages; result.PageCount < limit;)
        {
            if (!_union.Next(database))
                return true;
            _join.Begin(database, _union.Key);
            while (_union.TryTake(database, out var value))
                _join.Take(value, result, store);
            _join.End(result, store);
        }
        return false;
    }

    /// <summary>The run that the others have become; null when nothing was left.</summary>
    public Run? Finish(PageStore store) => result.Finish(store);
}
