namespace OrleansCommerce.Journal;

/// <summary>The runs of an index. Changed on the thread that writes; what there is can be read from any.</summary>
internal sealed class RunStore
{
    private RunSet _runs = new([]);
    private long _nextRun = 1;
    private long _nextPage = 1;

    /// <summary>To be read before a transaction that looks into them is begun: then a page that is missing has been merged meanwhile.</summary>
    public RunSet Runs => Volatile.Read(ref _runs);

    /// <summary>The id of the run that is begun next.</summary>
    public long NextRun => _nextRun;

    /// <summary>Reads what is stored, and removes what a process left that ended in the middle of a merge.</summary>
    public void Load(SqliteDatabase database)
    {
        var runs = RunTables.Load(database);
        database.InTransaction("BEGIN IMMEDIATE", database =>
        {
            RunTables.DeleteLeftovers(database, runs);
            return 0;
        });
        _nextRun = runs.Count == 0 ? 1 : runs.Max(run => run.Id) + 1;
        _nextPage = runs.Count == 0 ? 1 : runs.Max(run => run.Pages[^1]) + 1;
        Publish(new RunSet(runs));
    }

    /// <summary>Called after the end of the transaction that makes it true.</summary>
    public void Publish(RunSet runs) => Volatile.Write(ref _runs, runs);

    /// <inheritdoc cref="RunBuilder(long, RunKind, int, long, long)"/>
    public RunBuilder Begin(RunKind kind, int level, long through, long keys) =>
        new(_nextRun++, kind, level, through, kind is RunKind.Places ? keys : 0);

    /// <summary>No page has the id of one that was there before, so that a reader takes none for another one.</summary>
    public PageStore Pages(SqliteDatabase database) => page =>
    {
        RunTables.InsertPage(database, _nextPage, page);
        return _nextPage++;
    };
}
