using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>A journal goes from several processes to one that has it alone, which writes blocks, and back to several, which need rows.</summary>
public sealed class PostgresFormsTests(PostgresServer server)
{
    private const string MovedIndexes =
        "pg_indexes WHERE tablename = 'stock_item' AND indexdef ~ '\\m(version|position|on_hand|reserved|holds|updated_at)\\M'";

    [Fact]
    public async Task JournalOfAnOwner_OpenedByMembersAndBack_IsTheSame()
    {
        var database = await server.NewDatabase();
        await using (var member = Open(database, exclusive: false))
        {
            await member.Start(TestContext.Current.CancellationToken);
            foreach (var frame in EarlierForms.Rows)
                await member.Append([frame]);
        }
        await using (var owner = Open(database, exclusive: true))
        {
            await owner.Start(TestContext.Current.CancellationToken);
            await EarlierForms.GoOn(owner);
            Assert.Equal(2, await PostgresServer.Count(database, "block"));
        }
        var members = Enumerable.Range(0, 3).Select(_ => Open(database, exclusive: false)).ToArray();
        await Task.WhenAll(members.Select(member => member.Start(TestContext.Current.CancellationToken)));
        Assert.Equal((5, 0, 0), (await PostgresServer.Count(database, "frame"), await PostgresServer.Count(database, "block"), await PostgresServer.Count(database, "part")));
        foreach (var member in members)
        {
            await EarlierForms.Check(member);
            var late = await member.Append([Some.Frame("stock/late@1", 1, Some.Record("late", "c6")), Some.Frame(EarlierForms.Mixed, 5, Some.Record("stale"))]);
            Assert.Equal([AppendStatus.Duplicate, AppendStatus.Conflict], late.Frames.Select(frame => frame.Status));
            await member.DisposeAsync();
        }
        await using var again = Open(database, exclusive: true);
        await again.Start(TestContext.Current.CancellationToken);
        await EarlierForms.Check(again);
        await EarlierForms.Compact(again);
    }

    [Fact]
    public async Task View_OfAnOwner_HasNoIndexThatEveryChangeMoves_AndOfMembersOneByPosition()
    {
        var database = await server.NewDatabase();
        foreach (var isAlone in new[] { true, false, true })
        {
            await using var journal = Open(database, exclusive: isAlone);
            await journal.Start(TestContext.Current.CancellationToken);
            var head = await journal.Head();
            await journal.Append([Some.Frame("stock/a@1", head + 1, Some.Record($"{head}"))]);
            await journal.Stock.Write([Some.Row("a", "1", head + 1, head + 1)], 0);

            Assert.Equal(isAlone ? 0 : 1, await PostgresServer.Count(database, MovedIndexes));
            Assert.Equal([head + 1], (await journal.Stock.ChangedSince("1", null, head, 9)).Select(row => row.Position));
            Assert.Equal([head + 1], (await journal.Stock.ChangedSince(null, null, -1, 9)).Select(row => row.Position));
        }
    }

    [Fact]
    public async Task JournalOfAnOwner_Compacted_KeepsItsIdsForMembers()
    {
        var database = await server.NewDatabase();
        await using (var owner = Open(database, exclusive: true))
        {
            await owner.Start(TestContext.Current.CancellationToken);
            for (var version = 1; version <= 9; version++)
                await owner.Append([Some.Frame("stock/a@1", version, Some.Record(version.Number(), $"c{version}", "r"))]);
            await owner.WriteSnapshots([new StreamSnapshot("stock/a@1", new Snapshot(7, new byte[] { 1 }))]);
            Assert.Equal(7, await owner.Compact("stock/a@1", long.MaxValue, 100));
        }
        await using var member = Open(database, exclusive: false);
        await member.Start(TestContext.Current.CancellationToken);

        for (var version = 1; version <= 9; version++)
            Assert.Equal(new RecordPlace("stock/a@1", version), await member.FindCommand(CommandId.Of("test", $"c{version}")));
        Assert.Equal(["8", "9"], (await member.Read([new StreamQuery("stock/a@1")]))[0].Records.Texts());
        Assert.Equal(["8", "9"], (await member.ReadCorrelation("r", 9)).Texts());
        Assert.Equal(AppendStatus.Durable, (await member.Append([Some.Frame("stock/a@1", 10, Some.Record("10"))])).Frames[0].Status);
        Assert.Equal(10, await member.Head());
    }

    [Fact]
    public async Task OwnerWhoLostTheLock_ComesBackAfterMembers_IsStoppedWhereTheyWrote()
    {
        var database = await server.NewDatabase();
        await using var owner = Open(database, exclusive: true);
        await owner.Start(TestContext.Current.CancellationToken);
        await owner.Append([Some.Frame("stock/a@1", 1, Some.Record("1")), Some.Frame("stock/b@1", 1, Some.Record("b"))]);
        await EndSessions(database);
        await using (var member = Open(database, exclusive: false))
        {
            await member.Start(TestContext.Current.CancellationToken);
            Assert.Equal(AppendStatus.Durable, (await member.Append([Some.Frame("stock/a@1", 2, Some.Record("2", "c2"))])).Frames[0].Status);
        }
        await Assert.ThrowsAsync<JournalUnavailableException>(() => owner.Append([Some.Frame("stock/a@1", 2, Some.Record("stale"))]));

        var outcome = await Eventually(() => owner.Append(
            [Some.Frame("stock/a@1", 2, Some.Record("stale")), Some.Frame("stock/b@1", 2, Some.Record("again", "c2")), Some.Frame("stock/c@1", 1, Some.Record("c"))]));

        Assert.Equal([AppendStatus.Conflict, AppendStatus.Duplicate, AppendStatus.Durable], outcome.Frames.Select(frame => frame.Status));
        Assert.Equal(["1", "2"], (await owner.Read([new StreamQuery("stock/a@1")]))[0].Records.Texts());
        await owner.WriteSnapshots([new StreamSnapshot("stock/a@1", new Snapshot(2, new byte[] { 1 }))]);
        // The connections of the index were lost, too; what it could not store stays, and is stored with the next attempt.
        await Eventually(() => owner.ReadCorrelation("r", 9));
        Assert.Equal(1, await owner.Compact("stock/a@1", long.MaxValue, 9));
        Assert.Equal(2, (await owner.Read([new StreamQuery("stock/a@1")]))[0].Version);
        Assert.Equal(AppendStatus.Durable, (await owner.Append([Some.Frame("stock/a@1", 3, Some.Record("3"))])).Frames[0].Status);
        Assert.Equal(["3"], (await owner.Read([new StreamQuery("stock/a@1")]))[0].Records.Texts());
    }

    private static Task EndSessions(string database) => PostgresServer.Execute(
        database,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

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

    private static PostgresJournal Open(string database, bool exclusive) => new(new PostgresOptions(database) { Exclusive = exclusive });
}
