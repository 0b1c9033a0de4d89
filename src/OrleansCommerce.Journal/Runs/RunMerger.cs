namespace OrleansCommerce.Journal;

/// <summary>
/// Keeps the runs few: where a level has four, they become one of the next level. An entry is so written again once for each level, of which
/// there are few however old the journal is. It works in small steps, so that what is to be stored meanwhile waits for one of them at the
/// most, and small merges go before large ones. A merge that ends in the middle leaves pages that nobody knows of.
/// </summary>
/// <param name="removedMin">See <see cref="RemovedMin"/>.</param>
internal sealed class RunMerger(RunStore store, int removedMin = RunMerger.RemovedMin)
{
    public const int FanIn = 4;

    /// <summary>A megabyte.</summary>
    public const int PagesPerStep = 128;

    /// <summary>With more removals than this, and than an eighth of the streams, all places are written again without what was removed.</summary>
    public const int RemovedMin = 100_000;

    private static readonly RunKind[] Kinds = Enum.GetValues<RunKind>();

    private readonly List<RunMerge> _active = [];
    private readonly Queue<(long From, long To)> _garbage = new();
    private long _removed;

    public void Start(SqliteDatabase database) => _removed = RemovedPlaces.Count(database);

    /// <summary>Says that places of one more stream were removed.</summary>
    public void NoteRemoved() => _removed++;

    /// <summary>Does the next step; false when there is nothing to do.</summary>
    public bool Step(SqliteDatabase database, int pages = PagesPerStep)
    {
        if (_garbage.TryPeek(out var range))
        {
            RunTables.DeletePages(database, range.From, range.To);
            _garbage.Dequeue();
            return true;
        }
        foreach (var kind in Kinds)
            Begin(kind);
        if (_active.MinBy(merge => merge.Level) is not { } next)
            return false;
        try
        {
            Advance(database, next, pages);
        }
        catch
        {
            // What they hold in memory may no longer be what is stored. They begin anew.
            foreach (var merge in _active)
                Discard(merge.Pages);
            _active.Clear();
            throw;
        }
        return true;
    }

    private void Begin(RunKind kind)
    {
        var runs = store.Runs[kind].ToArray();
        if (kind is RunKind.Places && _removed > Math.Max(removedMin, runs.Sum(run => run.Keys) / 8) && !_active.Exists(merge => merge.Kind == kind))
            Begin(runs, runs.Max(run => run.Level));
        foreach (var level in runs.Except(_active.SelectMany(merge => merge.Inputs)).GroupBy(run => run.Level))
        {
            if (level.Count() >= FanIn && !_active.Exists(merge => merge.Kind == kind && merge.Level == level.Key))
                Begin([.. level.Take(FanIn)], level.Key + 1);
        }
    }

    private void Begin(Run[] inputs, int level) => _active.Add(new RunMerge(
        inputs, store.Begin(inputs[0].Kind, level, inputs[^1].Through, inputs.Sum(run => run.Keys))));

    private void Advance(SqliteDatabase database, RunMerge merge, int pages)
    {
        var merged = database.InTransaction("BEGIN IMMEDIATE", database =>
        {
            var stored = store.Pages(database);
            if (!merge.Step(database, stored, pages))
                return null;
            var result = merge.Finish(stored);
            var runs = store.Runs.Merged(merge.Inputs, result);
            if (result is not null)
                RunTables.Insert(database, result);
            foreach (var input in merge.Inputs)
                RunTables.Delete(database, input);
            if (merge.Kind is RunKind.Places && _removed > 0)
                RemovedPlaces.Forget(database, OldestId(runs));
            return runs;
        });
        if (merged is null)
            return;
        store.Publish(merged);
        _active.Remove(merge);
        foreach (var input in merge.Inputs)
            Discard(input.Pages);
        if (merge.Kind is RunKind.Places && _removed > 0)
            _removed = RemovedPlaces.Count(database);
    }

    private static long OldestId(RunSet runs)
    {
        var oldest = long.MaxValue;
        foreach (var run in runs[RunKind.Places])
            oldest = Math.Min(oldest, run.Id);
        return oldest;
    }

    private void Discard(IReadOnlyList<long> pages)
    {
        for (var from = 0; from < pages.Count;)
        {
            var to = from + 1;
            while (to < pages.Count && to - from < PagesPerStep && pages[to] == pages[to - 1] + 1)
                to++;
            _garbage.Enqueue((pages[from], pages[to - 1]));
            from = to;
        }
    }
}
