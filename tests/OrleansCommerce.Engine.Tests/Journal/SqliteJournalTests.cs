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
        Execute("UPDATE block SET payload = CAST(replace(payload, 'quantity 1', 'quantity 9') AS BLOB)");

        await Assert.ThrowsAsync<JournalFormatException>(() => Journal.Read([new StreamQuery("stock/a@1")]));
    }

    [Fact]
    public async Task Block_DamagedOnDisk_IsNotReadAsData()
    {
        await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1")), Some.Frame("stock/b@1", 1, Some.Record("2"))]);
        Execute("UPDATE block SET payload = CAST(replace(payload, 'stock/a@1', 'stock/c@1') AS BLOB)");

        await Assert.ThrowsAsync<JournalFormatException>(() => Journal.ReadAll(0, 9));
        await Assert.ThrowsAsync<JournalFormatException>(() => Journal.Read([new StreamQuery("stock/b@1")]));
    }

    [Fact]
    public async Task Block_Written_HasTheFormThatIsPinned()
    {
        await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("one", "c1", "r1"), Some.Record("two")), Some.Frame("order/é", 1, Some.Record("three", "c2"))]);
        await Journal.DisposeAsync();

        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand("SELECT lower(hex(payload)) FROM block WHERE position = 2", connection);
        var pinned = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Journal", "block-format-1.hex")).Trim();
        Assert.Equal(pinned, command.ExecuteScalar());
    }

    [Fact]
    public async Task JournalOfVersion1_IsReadAndGoesOn()
    {
        await MakeVersion1();
        await using (var journal = Make())
        {
            await journal.Start(TestContext.Current.CancellationToken);
            await EarlierForms.GoOn(journal);
        }
        await using (var again = Make())
        {
            await again.Start(TestContext.Current.CancellationToken);
            await EarlierForms.Check(again);
            await EarlierForms.Compact(again);
        }
        foreach (var file in Directory.GetFiles(_folder.Path, "journal.db.index*"))
            File.Delete(file);
        await using var indexed = Make();
        await indexed.Start(TestContext.Current.CancellationToken);
        Assert.Equal(new RecordPlace(EarlierForms.Mixed, 4), await indexed.FindCommand(CommandId.Of("test", "c5")));
        Assert.Equal(["6"], (await indexed.Read([new StreamQuery(EarlierForms.Mixed)]))[0].Records.Texts());
    }

    [Fact]
    public async Task Start_WithTheIndexLostAfterCompaction_KnowsEveryIdAgain()
    {
        for (var version = 1; version <= 9; version++)
            await Journal.Append([Some.Frame("stock/a@1", version, Some.Record(version.Number(), version % 3 == 0 ? null : $"c{version}"))]);
        await Journal.WriteSnapshots([new StreamSnapshot("stock/a@1", new Snapshot(7, new byte[] { 1 }))]);
        Assert.Equal(7, await Journal.Compact("stock/a@1", long.MaxValue, 100));
        await Journal.DisposeAsync();
        foreach (var file in Directory.GetFiles(_folder.Path, "journal.db.index*"))
            File.Delete(file);
        await using var again = Make();
        await again.Start(TestContext.Current.CancellationToken);

        var ids = Enumerable.Range(1, 9).Where(version => version % 3 != 0).Select(version => (version, Id: CommandId.Of("test", $"c{version}"))).ToArray();
        var found = await again.FindCommands([.. ids.Select(pair => pair.Id)]);
        Assert.All(ids, pair => Assert.Equal(new RecordPlace("stock/a@1", pair.version), found[pair.Id]));
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

    [Fact]
    public async Task Crash_AtAnyMoment_LosesNothingThatWasAcknowledged()
    {
        for (var i = 0; i < 50; i++)
            await Journal.Append([Some.Frame("stock/a@1", i + 1, Some.Record(i.Number(), $"c{i}", $"r{i}"))]);

        // The files as a killed process leaves them.
        Directory.CreateDirectory(_folder.File("crashed"));
        foreach (var file in Directory.GetFiles(_folder.Path, "journal.db*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(_folder.File("crashed"), Path.GetFileName(file)));
        await using var again = new SqliteJournal(new SqliteOptions(Path.Combine(_folder.File("crashed"), "journal.db")));
        await again.Start(TestContext.Current.CancellationToken);

        Assert.Equal(50, (await again.Read([new StreamQuery("stock/a@1")]))[0].Records.Count);
        Assert.Equal(new RecordPlace("stock/a@1", 50), await again.FindCommand(CommandId.Of("test", "c49")));
        Assert.Single(await again.ReadCorrelation("r49", 9));
        var outcome = await again.Append([Some.Frame("stock/a@1", 51, Some.Record("x", "c7"))]);
        Assert.Equal(new RecordPlace("stock/a@1", 8), outcome.Frames[0].DuplicatePlace);
    }

    [Fact]
    public async Task Index_Lost_IsMadeAnewFromTheFrames()
    {
        await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1", "c1", "r1"), Some.Record("2", "c2", "r2"))]);
        await Journal.DisposeAsync();
        foreach (var file in Directory.GetFiles(_folder.Path, "journal.db.index*"))
            File.Delete(file);
        await using var again = Make();
        await again.Start(TestContext.Current.CancellationToken);

        Assert.Equal(new RecordPlace("stock/a@1", 2), await again.FindCommand(CommandId.Of("test", "c2")));
        Assert.Equal(["1"], (await again.ReadCorrelation("r1", 9)).Texts());
        Assert.Equal(AppendStatus.Duplicate, (await again.Append([Some.Frame("stock/b@1", 1, Some.Record("x", "c1"))])).Frames[0].Status);
    }

    [Fact]
    public async Task Index_OfAnEarlierForm_IsMadeAnewFromTheFrames()
    {
        await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1", "c1", "r1"), Some.Record("2", "c2", "r2"))]);
        var epoch = await Journal.ReadSetting(JournalSettings.Epoch);
        await Journal.DisposeAsync();
        foreach (var file in Directory.GetFiles(_folder.Path, "journal.db.index*"))
            File.Delete(file);
        // It says that it has everything, and what it has is in tables that nobody reads any more.
        Execute($"""
            CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE command (id BLOB PRIMARY KEY, position INTEGER NOT NULL, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            INSERT INTO setting (name, value) VALUES ('schema', '2'), ('epoch', '{epoch}'), ('through', '1');
            """, Database + ".index");
        await using var again = Make();
        await again.Start(TestContext.Current.CancellationToken);

        Assert.Equal(new RecordPlace("stock/a@1", 2), await again.FindCommand(CommandId.Of("test", "c2")));
        Assert.Equal(["1", "2"], (await again.Read([new StreamQuery("stock/a@1")]))[0].Records.Texts());
        Assert.Equal(["1"], (await again.ReadCorrelation("r1", 9)).Texts());
    }

    [Fact]
    public async Task Index_AheadOfARestoredJournal_DoesNotRefuseWhatWasLost()
    {
        await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1", "c1"))]);
        await Journal.DisposeAsync();
        File.Copy(Database, _folder.File("backup"));
        await using (var later = Make())
        {
            await later.Start(TestContext.Current.CancellationToken);
            await later.Append([Some.Frame("stock/a@1", 2, Some.Record("2", "c2"))]);
        }
        File.Copy(_folder.File("backup"), Database, overwrite: true);
        await using var restored = Make();
        await restored.Start(TestContext.Current.CancellationToken);

        var outcome = await restored.Append([Some.Frame("stock/a@1", 2, Some.Record("2", "c2")), Some.Frame("stock/b@1", 1, Some.Record("x", "c1"))]);

        Assert.Equal([AppendStatus.Durable, AppendStatus.Duplicate], outcome.Frames.Select(frame => frame.Status));
    }

    [Fact]
    public async Task Index_StoredInPieces_FindsEveryCommandThroughout()
    {
        const int Frames = 600;
        for (var i = 0; i < Frames; i++)
        {
            await Journal.Append([Some.Frame(
                "stock/a@1",
                i * 1_000 + 1,
                [.. Enumerable.Range(0, 1_000).Select(j => Some.Record("x", $"{i}/{j}", $"{i}/{j}"))])]);
            var earlier = i / 2;
            var again = await Journal.Append([Some.Frame("stock/b@1", 1, Some.Record("again", $"{earlier}/7"))]);
            Assert.Equal(new RecordPlace("stock/a@1", earlier * 1_000 + 8), again.Frames[0].DuplicatePlace);
        }

        var ids = Enumerable.Range(0, Frames).Select(i => CommandId.Of("test", $"{i}/99")).ToArray();
        Assert.Equal(Frames, (await Journal.FindCommands(ids)).Count);
        Assert.Equal(1_001, (await Journal.ReadCorrelation("1/0", 9))[0].Version);
        Assert.Single(await Journal.ReadCorrelation($"{Frames - 1}/0", 9));
    }

    /// <summary>A journal as the first version of the schema had it, its index included.</summary>
    private async Task MakeVersion1()
    {
        await Journal.DisposeAsync();
        foreach (var file in Directory.GetFiles(_folder.Path, "journal.db*"))
            File.Delete(file);
        Execute(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Journal", "sqlite-schema-1.sql")));
        for (var i = 0; i < EarlierForms.Rows.Length; i++)
        {
            var frame = EarlierForms.Rows[i];
            Execute($"INSERT INTO frame VALUES ({i + 1}, '{frame.Stream}', {frame.FirstVersion}, {frame.LastVersion}, "
                + $"x'{Convert.ToHexString(FrameCodec.Encode(frame.Records))}')");
        }
    }

    private void Execute(string sql, string? path = null)
    {
        using var connection = new SqliteConnection($"Data Source={path ?? Database};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
