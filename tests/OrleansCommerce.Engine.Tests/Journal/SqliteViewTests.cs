using Microsoft.Data.Sqlite;
using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>What the embedded view does differently: it finds the last changes in memory, and takes over what earlier versions wrote.</summary>
public sealed class SqliteViewTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private SqliteJournal _journal;

    public SqliteViewTests() => _journal = Make();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ChangedSince_FromBeforeTheStart_IsFoundInTheTable()
    {
        await _journal.Start(Cancellation);
        for (var i = 1; i <= 20; i++)
            await _journal.Append([Some.Frame($"stock/{i}@1", 1, Some.Record("1"))]);
        await _journal.Stock.Write([.. Enumerable.Range(1, 10).Select(i => Some.Row(i.Number(), "1", 1, i))], 10);
        await StartAgain();

        await _journal.Stock.Write([.. Enumerable.Range(11, 9).Select(i => Some.Row(i.Number(), "1", 1, i)), Some.Row("3", "1", 2, 20)], 20);

        Assert.Equal([4, 5, 6], (await _journal.Stock.ChangedSince("1", null, 2, 3)).Select(row => row.Position));
        Assert.Equal([8, 9, 10, 11], (await _journal.Stock.ChangedSince(null, null, 7, 4)).Select(row => row.Position));
        Assert.Equal([18, 19, 20], (await _journal.Stock.ChangedSince(null, null, 17, 9)).Select(row => row.Position));
        Assert.Equal([20], (await _journal.Stock.ChangedSince(null, "3", 10, 9)).Select(row => row.Position));
    }

    [Fact]
    public async Task View_OfTheSecondVersion_IsMadeAnew()
    {
        await _journal.Start(Cancellation);
        await _journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1")), Some.Frame("stock/b@1", 1, Some.Record("2"))]);
        var epoch = await _journal.ReadSetting(JournalSettings.Epoch);
        await _journal.DisposeAsync();
        foreach (var file in Directory.GetFiles(_folder.Path, "journal.db.view*"))
            File.Delete(file);
        Execute($"""
            CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
            INSERT INTO setting (name, value) VALUES ('schema', '2'), ('epoch', '{epoch}'), ('through', '2');
            CREATE TABLE stock_item (
                location_id TEXT NOT NULL, sku TEXT NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL,
                on_hand INTEGER NOT NULL, reserved INTEGER NOT NULL, safety_stock INTEGER NOT NULL, damaged INTEGER NOT NULL,
                received INTEGER NOT NULL, gone_out INTEGER NOT NULL, holds INTEGER NOT NULL, next_expiry INTEGER,
                updated_at INTEGER NOT NULL) STRICT;
            CREATE UNIQUE INDEX stock_item_location ON stock_item (location_id, sku);
            CREATE INDEX stock_item_sku ON stock_item (sku, location_id);
            CREATE INDEX stock_item_position ON stock_item (position);
            CREATE INDEX stock_item_due ON stock_item (next_expiry) WHERE next_expiry IS NOT NULL;
            INSERT INTO stock_item VALUES ('1', 'b', 1, 2, 7, 2, 1, 0, 7, 0, 1, NULL, {Some.Time.UtcTicks});
            INSERT INTO stock_item VALUES ('1', 'a', 1, 1, 5, 2, 1, 0, 5, 0, 1, 600000000, {Some.Time.UtcTicks});
            """);

        await StartAgain();

        // What it lacks is in the journal alone, so all of it is folded again.
        Assert.Empty(await _journal.Stock.All(null, 9));
        Assert.Equal(0, await _journal.Stock.CleanThrough());
        await _journal.Stock.Write([Some.Row("a", "1", 1, 1, onHand: 50)], 2);
        Assert.Equal([50], (await _journal.Stock.BySku("a", null, 9)).Select(row => row.OnHand));
        Assert.Equal(2, await _journal.Stock.CleanThrough());
    }

    [Fact]
    public async Task ChangedSince_FromBeforeWhatIsRemembered_IsFoundInTheTable()
    {
        await _journal.Start(Cancellation);
        // More than are remembered; the first two rows show two records of one frame.
        await _journal.Stock.Write([Some.Row("a", "1", 1, 1)], 0);
        await _journal.Stock.Write([Some.Row("a", "1", 2, 1)], 0);
        Assert.Equal([2], (await _journal.Stock.ChangedSince(null, null, 0, 9)).Select(row => row.Version));
        foreach (var rows in Enumerable.Range(2, 140_000).Select(i => Some.Row(i.Number(), "1", 1, i)).Chunk(35_000))
            await _journal.Stock.Write(rows, 0);

        Assert.Equal([1, 2, 3], (await _journal.Stock.ChangedSince("1", null, 0, 3)).Select(row => row.Position));
        Assert.Equal([8, 9, 10], (await _journal.Stock.ChangedSince(null, null, 7, 3)).Select(row => row.Position));
        Assert.Equal([70_001, 70_002], (await _journal.Stock.ChangedSince(null, null, 70_000, 2)).Select(row => row.Position));
        Assert.Equal([140_000, 140_001], (await _journal.Stock.ChangedSince("1", null, 139_999, 9)).Select(row => row.Position));
    }

    private SqliteJournal Make() => new(new SqliteOptions(_folder.File("journal.db")));

    private async Task StartAgain()
    {
        await _journal.DisposeAsync();
        _journal = Make();
        await _journal.Start(Cancellation);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("journal.db.view")};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
