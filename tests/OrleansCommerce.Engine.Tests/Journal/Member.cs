using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>One of several processes over a journal in PostgreSQL: a group commit and a view of its own.</summary>
internal sealed class Member : IAsyncDisposable
{
    private readonly DedicatedThreadScheduler _thread = new("member");
    private readonly PostgresJournal _journal;
    private bool _isGone;

    public Member(PostgresJournal journal, bool isShared)
    {
        _journal = journal;
        var progress = new ViewProgress(TimeProvider.System);
        Commit = new GroupCommit(journal, new GroupCommitOptions(), TimeProvider.System, _thread, progress);
        // It writes when it is told to, so that a test knows what it has not written.
        var options = new StockViewOptions { IsShared = isShared, Pause = TimeSpan.FromHours(1) };
        View = new StockViewWriter(journal.Stock, TimeProvider.System, options, _thread, progress);
    }

    public IJournal Journal => _journal;

    public GroupCommit Commit { get; }

    public StockViewWriter View { get; }

    /// <summary>What was told at the start to be folded anew.</summary>
    public IReadOnlyList<string> Missed { get; private set; } = [];

    public async Task Start()
    {
        await _journal.Start(TestContext.Current.CancellationToken);
        Missed = await View.Start(_journal);
    }

    public Task<IReadOnlyList<string>> Tend() => View.Tend(_journal);

    public Task<long> Through() => _journal.Stock.CleanThrough();

    /// <summary>Makes one record of an item durable, and gives the row that its grain would report.</summary>
    public async Task<StockRow> Durable(string sku)
    {
        for (var tries = 0; ; tries++)
        {
            var loaded = await Commit.Load($"stock/{sku}@1");
            var outcome = await Commit.Append(loaded.Writer, loaded.Version, [Some.Record(sku)]);
            if (outcome.Status is AppendStatus.Durable)
                return Some.Row(sku, "1", loaded.Version + 1, outcome.Position);
            Assert.True(tries < 20, $"{sku}: {outcome.Status}");
        }
    }

    /// <summary>As <see cref="Durable"/>, and the view shows it.</summary>
    public async Task Shown(string sku)
    {
        View.Changed(await Durable(sku));
        await View.Flush();
    }

    public async Task Fold(IReadOnlyList<string> streams)
    {
        var marks = View.Marks(streams);
        foreach (var (content, mark) in (await _journal.Read([.. streams.Select(stream => new StreamQuery(stream))])).Zip(marks))
            View.Folded(content, Some.Row(content.Stream[6..^2], "1", content.Version, content.Position), mark);
        await View.Flush();
    }

    /// <summary>The process ends: its sessions go, and nothing of what it had in mind is written any more.</summary>
    public async Task Crash()
    {
        _isGone = true;
        await _journal.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isGone)
        {
            await View.DisposeAsync();
            await Commit.DisposeAsync();
            await _journal.DisposeAsync();
        }
        _thread.Dispose();
    }
}
