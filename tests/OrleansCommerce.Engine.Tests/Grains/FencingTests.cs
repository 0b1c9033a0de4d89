using System.Text.Json;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.GrainTests;

/// <summary>
/// Two processes own one item, each believing itself alone, and the stale one has several appends under way of which the owner has taken
/// the first version only. With the fence none of them gets in; with the fence taken out the same test finds the item oversold.
/// </summary>
public sealed class FencingTests(PostgresServer server) : IAsyncLifetime
{
    private const string Item = "22197@wm-947";
    private const int OnHand = 5;

    private readonly TestFolder _folder = new();
    private readonly List<IJournal> _journals = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var journal in _journals)
        {
            await journal.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData("memory", true)]
    [InlineData("memory", false)]
    [InlineData("sqlite", true)]
    [InlineData("sqlite", false)]
    [InlineData("postgres", true)]
    [InlineData("postgres", false)]
    public async Task StaleOwner_WithSeveralInFlight_GetsNoneInAndDropsItself(string storage, bool isFenced)
    {
        var (shared, behind) = await Journals(storage, isFenced);
        await using var owner = await Engine.Start(shared);
        await owner.Receive(Item, OnHand);
        var held = new HeldBack(behind, storage != "postgres");
        await using var stale = await Engine.Start(held);
        Assert.Equal(OnHand, (await stale.Item(Item).Read()).OnHand);

        // One append is on its way, and three wait behind it, when the owner writes the first of their versions, and that takes all there is.
        held.HoldBack();
        var first = Reserve(stale, "stale-0", 1);
        await held.Arrived;
        var rest = Enumerable.Range(1, 3).Select(i => Reserve(stale, $"stale-{i}", 1)).ToList();
        await Wait.Until(() => stale.Get<GroupCommit>().Statistics.Queued == rest.Count);
        var accepted = await Reserve(owner, "owner", OnHand);
        Assert.Null(accepted.Refusal);
        held.LetGo();
        var ended = await Task.WhenAll(rest.Prepend(first).Select(Ended));

        var problems = await Problems(shared, [("owner", OnHand), .. Told(ended)]);
        if (!isFenced)
        {
            Assert.NotEmpty(problems);
            return;
        }

        Assert.Empty(problems);
        Assert.All(ended, end => Assert.IsType<RetriableException>(end.Failure));
        // It has dropped itself: whoever comes to it next is told what is true.
        var refused = await Reserve(stale, "stale-again", 1);
        Assert.Equal(StockRefusalCode.InsufficientStock, refused.Refusal?.Code);
        Assert.Equal(OnHand, (await stale.Item(Item).Read()).Reserved);
        // What the view shows of the item is still with the owner.
        await owner.Get<StockViewWriter>().Flush();
        await stale.AssertBalanced();
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("postgres")]
    public async Task TwoOwners_ThatBothServeAtOnce_NeverOversell(string storage)
    {
        const int Units = 40;
        var (shared, behind) = await Journals(storage, isFenced: true);
        await using var one = await Engine.Start(shared, isShared: true);
        await one.Receive(Item, Units);
        await using var other = await Engine.Start(new HeldBack(behind, storage != "postgres"), isShared: true);
        var told = await Task.WhenAll(Enumerable.Range(0, 16).Select(async shopper =>
        {
            var (mine, engine) = (new List<(string, long)>(), shopper % 2 == 0 ? one : other);
            for (var n = 0; n < 8; n++)
            {
                var id = $"r-{shopper}-{n}";
                // Each drops out again and again, and is the owner again when the next one comes.
                var end = await Ended(Reserve(engine, id, 1));
                for (var tries = 0; end.Failure is RetriableException && tries < 200; tries++)
                {
                    end = await Ended(Reserve(engine, id, 1));
                }

                if (end.Answer is { Refusal: null })
                {
                    mine.Add((id, 1));
                }
            }

            return mine;
        }));

        Assert.Empty(await Problems(shared, [.. told.SelectMany(mine => mine)]));
        Assert.InRange(told.Sum(mine => mine.Count), 1, Units);
    }

    /// <summary>The storage as one process sees it, and as another one does; with the fence taken out of the latter where asked for.</summary>
    private async Task<(IJournal, IJournal)> Journals(string storage, bool isFenced)
    {
        var (one, other) = storage switch
        {
            "memory" => Both(new MemoryJournal(TimeProvider.System)),
            "sqlite" => Both(new SqliteJournal(new SqliteOptions(_folder.File("journal.db")))),
            _ => await OnPostgres(isFenced),
        };
        return (one, isFenced || storage == "postgres" ? other : new Unfenced(other));
    }

    private (IJournal, IJournal) Both(IJournal journal)
    {
        _journals.Add(journal);
        return (journal, journal);
    }

    private async Task<(IJournal, IJournal)> OnPostgres(bool isFenced)
    {
        var options = new PostgresOptions(await server.NewDatabase()) { Exclusive = false };
        IJournal other = new PostgresJournal(options);
        _journals.Add(new PostgresJournal(options));
        _journals.Add(isFenced ? other : new UnfencedPostgres(other, options.ConnectionString));
        return (_journals[0], _journals[1]);
    }

    /// <summary>What is wrong with the item as the journal tells it, given what was acknowledged.</summary>
    private static async Task<List<string>> Problems(IJournal journal, IReadOnlyList<(string Id, long Quantity)> told)
    {
        var problems = new List<string>();
        var (version, onHand, reserved) = (0L, 0L, 0L);
        var stored = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var record in (await journal.Read([new StreamQuery("stock/" + Item, 0)]))[0].Records)
        {
            if (record.Version != ++version)
            {
                problems.Add($"version {record.Version} follows {version - 1}");
            }

            using var body = JsonDocument.Parse(record.Record.Body);
            switch (record.Record.Kind)
            {
                case "stock.moved":
                    onHand += body.RootElement.GetProperty("delta").GetInt64();
                    break;
                case "stock.held":
                    var quantity = body.RootElement.GetProperty("quantity").GetInt64();
                    reserved += quantity;
                    stored[body.RootElement.GetProperty("reservationId").GetString()!] = quantity;
                    break;
            }

            if (reserved > onHand)
            {
                problems.Add($"oversold at version {record.Version}: {reserved} of {onHand}");
            }
        }

        problems.AddRange(told.Where(hold => stored.GetValueOrDefault(hold.Id) != hold.Quantity).Select(hold => $"{hold.Id} was acknowledged and is not there"));
        problems.AddRange(stored.Keys.Where(id => told.All(hold => hold.Id != id)).Select(id => $"{id} is there and nobody was told"));
        return problems;
    }

    private static IEnumerable<(string, long)> Told((StockAnswer? Answer, Exception? Failure)[] ended) => ended.Index()
        .Where(pair => pair.Item.Answer is { Refusal: null }).Select(pair => ($"stale-{pair.Index}", 1L));

    private static Task<StockAnswer> Reserve(Engine engine, string id, long quantity) =>
        engine.Item(Item).Execute(new Reserve(id, quantity, 600, null, OfBasket: false), Engine.Origin);

    private static async Task<(StockAnswer? Answer, Exception? Failure)> Ended(Task<StockAnswer> call)
    {
        try
        {
            return (await call, null);
        }
        catch (Exception e)
        {
            return (null, e);
        }
    }
}
