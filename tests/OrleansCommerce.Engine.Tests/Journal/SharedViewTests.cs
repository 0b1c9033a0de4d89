using Npgsql;
using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>Several processes write to one journal and one view, and some of them end without a word.</summary>
public sealed class SharedViewTests(PostgresServer server) : IAsyncLifetime
{
    private readonly List<Member> _members = [];
    private string? _database;

    private string Database => _database!;

    public async ValueTask InitializeAsync() => _database = await server.NewDatabase();

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
            await member.DisposeAsync();
    }

    [Fact]
    public async Task CleanPosition_IsThatOfTheProcessThatIsFurthestBehind()
    {
        var (a, b) = (await Join(), await Join());
        await a.Shown("a");
        var dirty = await a.Durable("dirty");
        await b.Shown("b");
        Assert.True(await b.Through() < dirty.Position);
        // What b has written itself is complete; were that taken for the whole, the change of the other would be missed.
        Assert.True(await OwnThrough() >= dirty.Position);
        Assert.True((await b.View.ChangedSince("1", null, 0, 10)).Through < dirty.Position);

        a.View.Changed(dirty);
        await a.View.Flush();
        Assert.Equal(dirty.Position, await b.Through());
        await a.Tend();
        Assert.Equal(await b.Journal.Head(), await b.Through());
        Assert.Equal(["a", "b", "dirty"], (await b.View.ByLocation("1", null, 10)).Select(row => row.Sku));
    }

    [Fact]
    public async Task CleanPosition_IsNotHeldBackByAProcessThatDoesNothing()
    {
        var (idle, busy) = (await Join(), await Join());
        for (var i = 0; i < 5; i++)
            await busy.Shown("a");
        Assert.True(await busy.Through() < await busy.Journal.Head());

        await idle.Tend();
        Assert.Equal(await busy.Journal.Head(), await busy.Through());
    }

    [Fact]
    public async Task Process_ThatEndsWithoutAWord_IsTakenOverAndNothingIsMissed()
    {
        var (a, b) = (await Join(), await Join());
        await a.Shown("a");
        var lost = await a.Durable("lost");
        await b.Shown("b");
        await a.Crash();

        var left = await TakenOver(b);
        Assert.Contains("stock/lost@1", left);
        Assert.True(await b.Through() < lost.Position, "It counts as clean before it was folded.");
        await b.Shown("b");
        Assert.True(await b.Through() < lost.Position, "Writing its own rows made the other's count as clean.");

        await b.Fold(left);
        Assert.Equal(await b.Journal.Head(), await b.Through());
        Assert.Equal(["a", "b", "lost"], (await b.Journal.Stock.ByLocation("1", null, 10)).Select(row => row.Sku));
        Assert.Empty(await b.Tend());
    }

    [Fact]
    public async Task Process_ThatStartsAfterAllHaveEnded_IsToldWhatTheyLeft()
    {
        var (a, b) = (await Join(), await Join());
        await a.Shown("a");
        await a.Durable("lost a");
        await b.Durable("lost b");
        await a.Crash();
        await b.Crash();

        var next = await Join();
        Assert.Superset(new HashSet<string> { "stock/lost a@1", "stock/lost b@1" }, next.Missed.ToHashSet());
        await next.Fold(next.Missed);
        while (await next.Through() == 0)
            await next.Fold(await TakenOver(next));
        Assert.Equal(await next.Journal.Head(), await next.Through());
        Assert.Equal(["a", "lost a", "lost b"], (await next.Journal.Stock.ByLocation("1", null, 10)).Select(row => row.Sku));
    }

    [Fact]
    public async Task Process_ThatWasTakenOverAndWritesAgain_CountsAgain()
    {
        var a = await Join();
        await a.Durable("lost");
        await PostgresServer.Execute(
            Database, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name LIKE 'journal-%' AND datname = current_database()");
        var b = await Join();
        await b.Fold(await b.Tend());
        Assert.Equal(await b.Journal.Head(), await b.Through());

        // It was not dead: its session was, and it has another one before it writes anything.
        var dirty = await a.Durable("dirty");
        await b.Shown("b");
        Assert.Empty(await b.Tend());
        Assert.True(await b.Through() < dirty.Position);
        await a.Crash();
        await b.Fold(await TakenOver(b));
        Assert.Equal(await b.Journal.Head(), await b.Through());
        Assert.Contains(await b.Journal.Stock.ByLocation("1", null, 10), row => row.Sku == "dirty");
    }

    [Fact]
    public async Task Fold_OfAStreamThatGoesOnMeanwhile_LeavesItsChangeToBeReported()
    {
        var (a, b) = (await Join(), await Join());
        await a.Durable("x");
        await a.Crash();
        var left = await TakenOver(b);
        var marks = b.View.Marks(left);
        var content = await b.Journal.Read([new StreamQuery("stock/x@1")]);
        var later = await b.Durable("x");
        b.View.Folded(content[0], Some.Row("x", "1", content[0].Version, content[0].Position), marks[0]);
        await b.View.Flush();
        await b.Tend();

        Assert.True(await b.Through() < later.Position);
        b.View.Changed(later);
        await b.View.Flush();
        Assert.Equal(later.Position, await b.Through());
    }

    [Fact]
    public async Task Owner_ThatStartsAloneAfterOthers_IsToldWhatTheyLeft()
    {
        var a = await Join();
        await a.Shown("a");
        await a.Durable("lost");
        await Assert.ThrowsAsync<JournalStartException>(() => Join(exclusive: true));
        await a.Crash();

        var alone = await Join(exclusive: true);
        Assert.Contains("stock/lost@1", alone.Missed);
        await alone.Fold(alone.Missed);
        Assert.Equal(await alone.Journal.Head(), await alone.Through());
        var refusal = await Assert.ThrowsAsync<JournalStartException>(() => Join());
        Assert.Contains("for itself alone", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>What the member takes over, as soon as the server has noticed that the session of another one has ended.</summary>
    private static async Task<IReadOnlyList<string>> TakenOver(Member member)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            if (await member.Tend() is { Count: > 0 } left)
                return left;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "Nobody was taken over.");
        }
    }

    private async Task<Member> Join(bool exclusive = false)
    {
        var member = new Member(new PostgresJournal(new PostgresOptions(Database) { Exclusive = exclusive, OwnerPatience = TimeSpan.FromMilliseconds(200) }), !exclusive);
        _members.Add(member);
        await member.Start();
        return member;
    }

    /// <summary>The furthest that any process has recorded for itself.</summary>
    private async Task<long> OwnThrough()
    {
        await using var source = NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand("SELECT max(value::bigint) FROM setting WHERE name LIKE 'clean_through/%'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
