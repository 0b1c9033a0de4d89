using Microsoft.Data.Sqlite;
using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class SqliteJournalTests : JournalContract
{
    private readonly TestFolder _folder = new();

    private string Database => _folder.File("journal.db");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override IJournal Make() => new SqliteJournal(new SqliteOptions(Database));

    [Fact]
    public async Task Start_WhileAnotherOwnsTheDatabase_IsRefused()
    {
        await using var second = Make();

        var refusal = await Assert.ThrowsAsync<JournalStartException>(() => second.Start(TestContext.Current.CancellationToken));

        Assert.Contains("Another process is using this journal", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAnotherSchemaVersion_IsRefused()
    {
        await Journal.WriteSetting(JournalSettings.Schema, "99");
        await Journal.DisposeAsync();
        await using var second = Make();

        var refusal = await Assert.ThrowsAsync<JournalStartException>(() => second.Start(TestContext.Current.CancellationToken));

        Assert.Contains("schema version 99", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithTheViewAheadOfTheJournal_EmptiesTheView()
    {
        await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1"))]);
        await Journal.Stock.Write([Some.Row("a", "1", 9, 50)], 40);
        await Journal.DisposeAsync();
        await using var restored = Make();

        await restored.Start(TestContext.Current.CancellationToken);

        Assert.Empty(await restored.Stock.ByLocation("1", null, 10));
        Assert.Equal(0, await restored.Stock.CleanThrough());
    }

    [Fact]
    public async Task Start_WithTheViewOfThisJournal_KeepsIt()
    {
        var outcome = await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1"))]);
        await Journal.Stock.Write([Some.Row("a", "1", 1, outcome.Frames[0].Position)], outcome.Frames[0].Position);
        await Journal.DisposeAsync();
        await using var again = Make();

        await again.Start(TestContext.Current.CancellationToken);

        Assert.Single(await again.Stock.ByLocation("1", null, 10));
        Assert.Equal(outcome.Frames[0].Position, await again.Stock.CleanThrough());
    }

    [Fact]
    public async Task Frame_DamagedOnDisk_IsNotReadAsData()
    {
        await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("quantity 1"))]);
        Execute("UPDATE frame SET payload = CAST(replace(payload, 'quantity 1', 'quantity 9') AS BLOB)");

        await Assert.ThrowsAsync<JournalFormatException>(() => Journal.Read([new StreamQuery("stock/a@1")]));
    }

    [Fact]
    public async Task Append_WhileTheDatabaseIsLocked_IsNotWrittenAndSaysSo()
    {
        using var other = new SqliteConnection($"Data Source={Database};Pooling=False");
        other.Open();
        using (var begin = new SqliteCommand("BEGIN IMMEDIATE", other))
            begin.ExecuteNonQuery();

        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1"))]));
        using (var rollback = new SqliteCommand("ROLLBACK", other))
            rollback.ExecuteNonQuery();

        Assert.False(failure.MayBeWritten);
        Assert.Equal(AppendStatus.Durable, (await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1"))])).Frames[0].Status);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
