using Npgsql;
using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class PostgresJournalTests(PostgresServer server) : JournalContract
{
    private string? _database;

    private string Database => _database!;

    public override async ValueTask InitializeAsync()
    {
        _database = await server.NewDatabase();
        await base.InitializeAsync();
    }

    protected override IJournal Make() => new PostgresJournal(new PostgresOptions(Database));

    [Fact]
    public async Task Start_WhileAnotherOwnsTheDatabase_IsRefused()
    {
        await using var second = Make();

        var refusal = await Assert.ThrowsAsync<JournalStartException>(() => second.Start(TestContext.Current.CancellationToken));

        Assert.Contains("Another process is using this journal", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfSeveralAtOnceOnAnEmptyDatabase_MigratesOnce()
    {
        var database = await server.NewDatabase();
        var journals = Enumerable.Range(0, 6).Select(_ => new PostgresJournal(new PostgresOptions(database) { Exclusive = false })).ToArray();

        await Task.WhenAll(journals.Select(journal => journal.Start(TestContext.Current.CancellationToken)));

        var epochs = await Task.WhenAll(journals.Select(journal => journal.ReadSetting(JournalSettings.Epoch)));
        Assert.Single(epochs.Distinct());
        foreach (var journal in journals)
            await journal.DisposeAsync();
    }

    [Theory]
    [InlineData("fsync", "fsync = off")]
    [InlineData("full_page_writes", "full_page_writes = off")]
    public async Task Start_OnAServerThatLosesData_IsRefused(string setting, string reason)
    {
        // Both are settings of the whole server; a function that answers for it in this database stands in for such a server.
        await PostgresServer.Execute(
            Database,
            $"CREATE SCHEMA lying; CREATE FUNCTION lying.current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT CASE $1 WHEN '{setting}' THEN 'off' ELSE pg_catalog.current_setting($1) END $$");

        await AssertRefused("search_path=lying,pg_catalog,public", reason);
    }

    [Theory]
    [InlineData("synchronous_commit=off", "synchronous_commit = off")]
    [InlineData("default_transaction_read_only=on", "read-only")]
    public async Task Start_OnASessionThatLosesDataOrCannotWrite_IsRefused(string setting, string reason) => await AssertRefused(setting, reason);

    [Fact]
    public async Task Start_OfANewerSchema_IsRefused()
    {
        await Journal.DisposeAsync();
        await PostgresServer.Execute(Database, "INSERT INTO migration (version, name) VALUES (9999, 'later')");
        await using var second = Make();

        var refusal = await Assert.ThrowsAsync<JournalStartException>(() => second.Start(TestContext.Current.CancellationToken));

        Assert.Contains("schema version 9999", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutAServer_SaysSo()
    {
        await using var journal = new PostgresJournal(new PostgresOptions("Host=/nonexistent;Username=nobody"));

        await Assert.ThrowsAsync<JournalStartException>(() => journal.Start(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task TwoOwners_AppendingAtOnce_NeverBothWriteAVersion()
    {
        var database = await server.NewDatabase();
        var owners = Enumerable.Range(0, 4).Select(_ => new PostgresJournal(new PostgresOptions(database) { Exclusive = false })).ToArray();
        foreach (var owner in owners)
            await owner.Start(TestContext.Current.CancellationToken);

        var won = await Task.WhenAll(owners.Select(async (owner, number) =>
        {
            var (durable, version) = (0, 0L);
            while (version < 200)
            {
                var frame = Some.Frame("stock/a@1", version + 1, Some.Record(number.Number(), $"{number}/{version}"), Some.Record("second"));
                var other = Some.Frame($"stock/{number}/{version}", 1, Some.Record("x"));
                var outcome = await owner.Append([other, frame]);
                Assert.Equal(AppendStatus.Durable, outcome.Frames[0].Status);
                if (outcome.Frames[1].Status is AppendStatus.Durable)
                    durable++;
                version = (await owner.Read([new StreamQuery("stock/a@1", version)]))[0].Version;
            }
            return durable;
        }));

        var stream = (await owners[0].Read([new StreamQuery("stock/a@1", 0)]))[0];
        Assert.Equal(Enumerable.Range(1, (int)stream.Version).Select(version => (long)version), stream.Records.Select(record => record.Version));
        Assert.Equal(won.Sum() * 2, stream.Records.Count);
        foreach (var owner in owners)
            await owner.DisposeAsync();
    }

    [Fact]
    public async Task Feed_ReadWhileSeveralAppend_MissesNothing()
    {
        var database = await server.NewDatabase();
        var owners = Enumerable.Range(0, 3).Select(_ => new PostgresJournal(new PostgresOptions(database) { Exclusive = false })).ToArray();
        foreach (var owner in owners)
            await owner.Start(TestContext.Current.CancellationToken);
        var writing = Task.WhenAll(owners.Select(async (owner, number) =>
        {
            for (var i = 0; i < 150; i++)
                await owner.Append([Some.Frame($"stock/{number}/{i}", 1, Some.Record("x")), Some.Frame($"order/{number}/{i}", 1, Some.Record("y"))]);
        }));
        var seen = new HashSet<string>();
        for (var position = 0L; seen.Count < 900;)
        {
            var page = await owners[0].ReadAll(position, 1_000);
            Assert.True(page.Records.Count > 0 || !writing.IsCompleted || (await owners[0].ReadAll(position, 1)).Records.Count > 0, "Records were missed.");
            foreach (var record in page.Records)
                Assert.True(seen.Add(record.Stream));
            position = page.Position;
        }

        await writing;
        foreach (var owner in owners)
            await owner.DisposeAsync();
    }

    [Fact]
    public async Task LostConnection_IsReplacedAndNothingIsLost()
    {
        await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1"))]);
        await EndSessions();

        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(() => Journal.Append([Some.Frame("stock/a@1", 2, Some.Record("2"))]));
        Assert.True(failure.MayBeWritten);

        var outcome = await Eventually(() => Journal.Append([Some.Frame("stock/a@1", 2, Some.Record("2"))]));
        Assert.Equal(AppendStatus.Durable, outcome.Frames[0].Status);
        Assert.Equal(["1", "2"], (await Journal.Read([new StreamQuery("stock/a@1")]))[0].Records.Texts());
    }

    [Fact]
    public async Task LostAnswer_HoldsReadsBackUntilTheOldSessionHasEnded()
    {
        // The batch waits for a lock of ours, so its answer is lost while it is still running.
        var database = await server.NewDatabase();
        await using var journal = new PostgresJournal(new PostgresOptions(database) { CommandLimit = TimeSpan.FromSeconds(1) });
        await journal.Start(TestContext.Current.CancellationToken);
        await using var other = new NpgsqlConnection($"{database};Pooling=false");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand("BEGIN; LOCK TABLE block IN SHARE MODE", other))
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1"))]));
        Assert.True(failure.MayBeWritten);
        var stream = await Eventually(() => journal.Read([new StreamQuery("stock/a@1")]));
        await other.CloseAsync();

        Assert.Equal(0, stream[0].Version);
        Assert.Equal(AppendStatus.Durable, (await journal.Append([Some.Frame("stock/a@1", 1, Some.Record("again"))])).Frames[0].Status);
        Assert.Equal(["again"], (await journal.Read([new StreamQuery("stock/a@1")]))[0].Records.Texts());
    }

    [Fact]
    public async Task Command_WrittenWhileTheSessionWasLost_IsFoundBeforeTheNextBatch()
    {
        await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1", "c1"))]);
        await EndSessions();
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Journal.Append([Some.Frame("stock/a@1", 2, Some.Record("2", "c2"))]));
        await using var next = Make();
        await next.Start(TestContext.Current.CancellationToken);
        await next.Append([Some.Frame("stock/a@1", 2, Some.Record("2", "c2", "r2"))]);
        // Its index is still in its memory, as that of a batch is whose answer never came.
        await EndSessions();

        var found = await Eventually(() => Journal.FindCommand(CommandId.Of("test", "c2")));

        Assert.Equal(new RecordPlace("stock/a@1", 2), found);
        Assert.Equal(["2"], (await Eventually(() => Journal.ReadCorrelation("r2", 9))).Texts());
        Assert.Equal(["1", "2"], (await Eventually(() => Journal.Read([new StreamQuery("stock/a@1")])))[0].Records.Texts());
        Assert.Equal([2L], await Eventually(() => Journal.ReadHeads(["stock/a@1"])));
        Assert.Equal(["stock/a@1"], await Journal.ListStreams("stock/", null, 9));
    }

    [Fact]
    public async Task Index_StoredByOneOwnerAfterTheNextHasBegun_IsWhole()
    {
        await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1", "c1", "r1"))]);
        await EndSessions();
        await using (var next = Make())
        {
            await next.Start(TestContext.Current.CancellationToken);
            await next.Append([Some.Frame("stock/a@1", 2, Some.Record("2", "c2", "r1"))]);
            // Both store the first frame.
            await Journal.DisposeAsync();
        }
        await using var last = Make();
        await last.Start(TestContext.Current.CancellationToken);

        Assert.Equal(new RecordPlace("stock/a@1", 1), await last.FindCommand(CommandId.Of("test", "c1")));
        Assert.Equal(new RecordPlace("stock/a@1", 2), await last.FindCommand(CommandId.Of("test", "c2")));
        Assert.Equal(["1", "2"], (await last.Read([new StreamQuery("stock/a@1")]))[0].Records.Texts());
        Assert.Equal(["1", "2"], (await last.ReadCorrelation("r1", 9)).Texts());
    }

    [Fact]
    public async Task Correlation_LeftUnindexedByADeadOwner_IsIndexedByTheNext()
    {
        await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1", "c1", "r1"))]);
        await EndSessions();
        await using (var next = Make())
        {
            await next.Start(TestContext.Current.CancellationToken);
            await next.Append([Some.Frame("stock/a@1", 2, Some.Record("2", "c2", "r1"))]);
            Assert.Equal(["1", "2"], (await next.ReadCorrelation("r1", 9)).Texts());
        }

        // In a cluster each batch writes its part itself, and both ways are read alike.
        await using var member = new PostgresJournal(new PostgresOptions(Database) { Exclusive = false });
        await member.Start(TestContext.Current.CancellationToken);
        await member.Append([Some.Frame("stock/a@1", 3, Some.Record("3", "c3", "r1"))]);
        Assert.Equal(["1", "2", "3"], (await member.ReadCorrelation("r1", 9)).Texts());
        await using var other = new PostgresJournal(new PostgresOptions(Database) { Exclusive = false });
        await other.Start(TestContext.Current.CancellationToken);
        Assert.Equal(["1", "2", "3"], (await other.ReadCorrelation("r1", 9)).Texts());
    }

    private async Task AssertRefused(string option, string reason)
    {
        var settings = new NpgsqlConnectionStringBuilder(Database) { Options = $"-c {option}" };
        await using var journal = new PostgresJournal(new PostgresOptions(settings.ToString()));

        var refusal = await Assert.ThrowsAsync<JournalStartException>(() => journal.Start(TestContext.Current.CancellationToken));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    private Task EndSessions() => PostgresServer.Execute(
        Database,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

    /// <summary>Tries again while the storage says that it is unavailable, as the group commit does.</summary>
    private static async Task<T> Eventually<T>(Func<Task<T>> work)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return await work();
            }
            catch (JournalUnavailableException) when (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20))
            {
                await Task.Yield();
            }
        }
    }
}
