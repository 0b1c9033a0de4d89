using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class ViewProgressTests : StockViewFixture
{
    [Fact]
    public void CleanPosition_StaysBelowADurableChangeThatNobodyReported()
    {
        View.Changed(Durable("a"));
        var silent = Durable("b");
        View.Changed(Durable("c"));

        Pump.Run(View.Flush());
        Assert.Equal(1, CleanThrough());
        Assert.Equal(["a", "c"], InTable().Select(row => row.Sku));

        View.Changed(silent);
        Pump.Run(View.Flush());
        Assert.Equal(3, CleanThrough());
    }

    [Fact]
    public void Watermark_StaysBelowADurableChangeThatNobodyReported()
    {
        var late = Durable("a");
        View.Changed(Durable("b"));

        var before = Pump.Run(View.ChangedSince("1", null, 0, 9));
        View.Changed(late);
        var after = Pump.Run(View.ChangedSince("1", null, before.Through, 9));

        Assert.Equal(0, before.Through);
        Assert.Equal(["a", "b"], after.Rows.Select(row => row.Sku));
        Assert.Equal(2, after.Through);
    }

    [Fact]
    public void CleanPosition_FollowsAHotItemThatIsNeverCaughtUpWith()
    {
        var shown = Durable("hot");
        for (var i = 0; i < 10; i++)
        {
            var next = Durable("hot");
            View.Changed(shown);
            Pump.Run(View.Flush());
            Assert.Equal(shown.Position, CleanThrough());
            shown = next;
        }
    }

    [Fact]
    public void CleanPosition_CountsOtherStreamsAsClean()
    {
        View.Changed(Durable("a"));
        Ends(Queue(Load("order/1"), "x"));

        Pump.Run(View.Flush());

        Assert.Equal(2, CleanThrough());
    }

    [Theory]
    [InlineData(AppendFailure.UnknownWritten, 3)]
    [InlineData(AppendFailure.UnknownNotWritten, 2)]
    public void CleanPosition_WaitsForTheFateOfAnUnknownAppend(AppendFailure failure, long settled)
    {
        View.Changed(Durable("a"));
        Store.Faults.FailNext(failure);
        Assert.Equal([AppendStatus.Unknown], Ends(Queue(Load("stock/b@1"), "1")));
        View.Changed(Durable("c"));
        Pump.Run(View.Flush());
        Assert.Equal(1, CleanThrough());

        // Its next load shows what became of it, and its grain reports the row.
        var loaded = Load("stock/b@1");
        if (loaded.Version > 0)
            View.Loaded(Some.Row("b", "1", loaded.Version, loaded.Position));
        Pump.Run(View.Flush());

        Assert.Equal(settled, CleanThrough());
    }

    [Fact]
    public void Unreported_NamesTheStreamsWhoseActivationsWereLost()
    {
        Durable("a");
        Time.Advance(TimeSpan.FromSeconds(2));
        Durable("b");

        Assert.Equal(["stock/a@1"], View.Unreported(TimeSpan.FromSeconds(1), 9));
        Assert.Equal(["stock/a@1", "stock/b@1"], View.Unreported(TimeSpan.Zero, 9));
    }

    [Fact]
    public void Loaded_OfARowThatTheViewShows_IsNotWrittenAgain()
    {
        var row = Durable("a");
        View.Changed(row);
        Pump.Run(View.Flush());
        Table.Writes.Clear();

        View.Loaded(row);
        Time.Advance(TimeSpan.FromSeconds(1));
        Pump.Run();

        Assert.Empty(Table.Writes);
    }

    [Fact]
    public void Start_AfterACrash_NamesWhatTheViewMayLack()
    {
        View.Changed(Durable("a"));
        Pump.Run(View.Flush());
        Durable("b");
        View.Changed(Durable("c"));
        Ends(Queue(Load("order/1"), "x"));

        // The process ends here, with b never reported and c never written; another begins.
        var progress = new ViewProgress(Time);
        var commit = new GroupCommit(Store, new GroupCommitOptions(), Time, Pump, progress);
        var view = new StockViewWriter(Store.Stock, Time, new StockViewOptions(), Pump, progress);
        var changed = Pump.Run(view.Start(Store));
        Assert.Equal(["stock/b@1", "stock/c@1"], changed);
        Pump.Run(view.Flush());
        Assert.Equal(1, CleanThrough());

        foreach (var stream in changed)
        {
            var loaded = Pump.Run(commit.Load(stream));
            view.Loaded(Some.Row(stream[6..^2], "1", loaded.Version, loaded.Position));
        }
        Pump.Run(view.Flush());
        Assert.Equal(4, CleanThrough());
        Assert.Equal(["a", "b", "c"], InTable().Select(row => row.Sku));
    }

    [Fact]
    public void Backlog_BeyondItsBound_RefusesNewWork()
    {
        Commit = NewCommit(new GroupCommitOptions { ViewBacklogItems = 2 });
        Durable("a");
        Assert.True(Commit.Admits(Admission.New));
        var last = Durable("b");
        Assert.False(Commit.Admits(Admission.New));
        Assert.True(Commit.Admits(Admission.Settling));

        View.Changed(last);
        Pump.Run(View.Flush());
        Assert.True(Commit.Admits(Admission.New));
    }
}
