using Microsoft.Data.Sqlite;
using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>Merges step by step, on a database of their own.</summary>
public sealed class RunMergerTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly IndexModel _model = new(9);
    private SqliteDatabase _database;
    private RunStore _store = new();

    public RunMergerTests()
    {
        _database = Open();
        foreach (var table in RunTables.Create.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            _database.Execute(table);
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Merge_BrokenOffInTheMiddle_LeavesTheOldRunsAndIsCleanedUp()
    {
        Flush(RunMerger.FanIn);
        var merger = new RunMerger(_store);
        for (var i = 0; i < 4; i++)
            Assert.True(merger.Step(_database, pages: 1));
        Assert.True(Pages() > _store.Runs.All.Sum(run => run.Pages.Count));

        Restart();

        Assert.Equal(3 * RunMerger.FanIn, _store.Runs.All.Count());
        Assert.Equal(_store.Runs.All.Sum(run => run.Pages.Count), Pages());
        Check();
        var again = new RunMerger(_store);
        MergeAll(again);
        Assert.Equal([1, 1, 1], _store.Runs.All.Select(run => run.Level));
        Check();
    }

    [Fact]
    public void Merge_AtItsEnd_LeavesNoPageOfTheOldRunsBehind()
    {
        Flush(RunMerger.FanIn * RunMerger.FanIn);

        MergeAll(new RunMerger(_store));

        Assert.Equal([2, 2, 2], _store.Runs.All.Select(run => run.Level));
        Assert.Equal(_store.Runs.All.Sum(run => run.Pages.Count), Pages());
        Check();
        Restart();
        Check();
    }

    [Fact]
    public void Merge_OfLargeRuns_LetsSmallOnesGoFirst()
    {
        Flush((RunMerger.FanIn * RunMerger.FanIn) - 1, frames: 200);
        var merger = new RunMerger(_store);
        MergeAll(merger);
        Flush(1, frames: 200);
        while (_store.Runs.All.Any(run => run.Level == 0))
            Assert.True(merger.Step(_database, pages: 1));
        Assert.True(merger.Step(_database, pages: 1));
        Flush(RunMerger.FanIn, frames: 200);

        // The merge of the next level has begun, and goes on when these have become one.
        while (_store.Runs.All.Any(run => run.Level == 0))
            Assert.True(merger.Step(_database, pages: 1));
        Assert.Contains(_store.Runs.All, run => run.Level == 1 && run.Kind == RunKind.Places && run.Through == _model.Head);
        MergeAll(merger);
        Check();
    }

    [Fact]
    public void Merge_WithoutRoomOnTheDisk_LeavesTheOldRunsAndBeginsAnew()
    {
        Flush(RunMerger.FanIn);
        var merger = new RunMerger(_store);
        _database.ReadText($"PRAGMA max_page_count = {_database.ReadText("PRAGMA page_count")}");
        Assert.Throws<SqliteException>(() => MergeAll(merger));
        Check();
        _database.ReadText("PRAGMA max_page_count = 1000000");

        MergeAll(merger);

        Assert.Equal([1, 1, 1], _store.Runs.All.Select(run => run.Level));
        Assert.Equal(_store.Runs.All.Sum(run => run.Pages.Count), Pages());
        Check();
    }

    [Fact]
    public void Removal_OfManyPlaces_IsFollowedInAllRunsAndForgotten()
    {
        Flush(RunMerger.FanIn + 1);
        var merger = new RunMerger(_store, removedMin: 10);
        MergeAll(merger);
        Assert.Equal(2, _store.Runs[RunKind.Places].Length);
        var before = Keys();
        foreach (var stream in _model.Places.Keys.ToArray())
        {
            if (_model.Remove(stream, _model.Head) is not { } through)
                continue;
            RemovedPlaces.Add(_database, System.Text.Encoding.UTF8.GetBytes(stream), through, _store.NextRun);
            merger.NoteRemoved();
        }
        Assert.True(RemovedPlaces.Count(_database) > 100);
        Check();

        MergeAll(merger);

        Assert.Equal(1, _store.Runs[RunKind.Places].Length);
        Assert.Equal(1, _store.Runs[RunKind.Places][0].Level);
        Assert.Equal(0, RemovedPlaces.Count(_database));
        Assert.True(Keys() <= before);
        Check();
        // Without a note of what was removed nothing of it is there: all places, and no others.
        var lookup = new RunLookup(_store);
        foreach (var (stream, places) in _model.Places)
        {
            var found = new List<FramePlace>();
            lookup.Newest(_database, _store.Runs, System.Text.Encoding.UTF8.GetBytes(stream), 0, found);
            Assert.Equal(places, found.OrderBy(place => place.Position));
        }
    }

    private void Check()
    {
        var lookup = new RunLookup(_store);
        foreach (var (id, command) in _model.Commands)
            Assert.Equal(command, lookup.Find(_database, _store.Runs, id));
        Assert.Null(lookup.Find(_database, _store.Runs, CommandId.Of("test", "none")));
        foreach (var (stream, places) in _model.Places)
        {
            var key = System.Text.Encoding.UTF8.GetBytes(stream);
            Assert.Equal(places[^1].LastVersion, lookup.Head(_database, _store.Runs, key));
            var found = new List<FramePlace>();
            lookup.Oldest(_database, _store.Runs, key, 0, int.MaxValue, found);
            Assert.Equal(places, found);
        }
        Assert.Null(lookup.Head(_database, _store.Runs, "stock/none"u8));
        foreach (var (hash, positions) in _model.Correlations)
        {
            var found = new SortedSet<long>();
            lookup.Positions(_database, _store.Runs, hash, found);
            Assert.Equal(positions, found);
        }
    }

    private void Flush(int runs, int frames = 1_500)
    {
        var flush = new RunFlush(_store);
        for (var i = 0; i < runs; i++)
        {
            var backlog = new IndexBacklog();
            backlog.Add(_model.Add(frames, streams: 2_000));
            var added = _database.InTransaction("BEGIN IMMEDIATE", database => flush.Write(database, backlog.Take()));
            _store.Publish(_store.Runs.With(added));
        }
    }

    private void MergeAll(RunMerger merger)
    {
        while (merger.Step(_database, pages: 5))
        {
            // To the end.
        }
    }

    private long Keys() => _store.Runs.All.Where(run => run.Kind == RunKind.Places).Sum(run => run.Keys);

    private long Pages() => long.Parse(_database.ReadText("SELECT count(*) FROM page")!, System.Globalization.CultureInfo.InvariantCulture);

    private void Restart()
    {
        _database.Dispose();
        _database = Open();
        _store = new RunStore();
        _store.Load(_database);
    }

    private SqliteDatabase Open()
    {
        var database = new SqliteDatabase(_folder.File("index"), "page_size = 8192");
        database.ReadText("PRAGMA journal_mode = WAL");
        return database;
    }
}
