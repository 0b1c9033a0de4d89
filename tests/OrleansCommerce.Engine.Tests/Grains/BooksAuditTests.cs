using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

public sealed class BooksAuditTests
{
    private const string Item = "a@wm-1";

    [Fact]
    public async Task Audit_WhileReservationsComeAndGo_Balances()
    {
        await using var engine = await Engine.Start();
        for (var i = 0; i < 20; i++)
        {
            await engine.Receive($"s{i}@wm-1", 1_000);
        }

        using var done = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(c => Task.Run(async () =>
        {
            for (var n = 0; !done.IsCancellationRequested; n++)
            {
                var id = $"r-{c}-{n}";
                await engine.Reserve(id, 600, ($"s{n % 20}@wm-1", 1), ($"s{(n + c + 1) % 20}@wm-1", 1));
                await engine.Reservations.Confirm(id, Engine.Origin);
                _ = n % 2 == 0 ? await engine.Reservations.Fulfil(id, Engine.Origin) : await engine.Reservations.Release(id, Engine.Origin);
            }
        })).ToList();
        for (var audit = 0; audit < 5; audit++)
        {
            await engine.AssertBalanced();
        }

        await done.CancelAsync();
        await Task.WhenAll(load);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Audit_ViewThatShowsAnotherFigure_IsCaught()
    {
        await using var engine = await Engine.Start();
        await engine.Receive(Item, 5);
        await engine.Get<StockViewWriter>().Flush();
        var row = Assert.Single(await engine.Journal.Stock.BySku("a", null, 10));
        await engine.Journal.Stock.Write([row with { OnHand = 6, Received = 6, Version = row.Version + 1 }], 0);
        Assert.Contains(await Mismatches(engine), m => m.Contains("view shows version 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Audit_OwnerWhoseMemoryIsNotTheJournals_IsCaught()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using var stale = await Engine.Start(journal);
        await stale.Receive(Item, 5);
        await using (var owner = await Engine.Start(journal))
        {
            await owner.Receive(Item, 2, "behind its back");
        }

        // Nobody has told the stale owner: it still answers five.
        Assert.Contains(await Mismatches(stale), m => m.Contains("live stays at version 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Audit_JournalWithAHoldThatTheViewDoesNotCount_IsCaught()
    {
        await using var engine = await Engine.Start();
        await engine.Receive(Item, 5);
        await engine.Reserve("r-1", 600, (Item, 2));
        await engine.Get<StockViewWriter>().Flush();
        var row = Assert.Single(await engine.Journal.Stock.BySku("a", null, 10));
        await engine.Journal.Stock.Write([row with { Reserved = 0, Holds = 0, Version = row.Version + 1 }], 0);
        var figures = await engine.Item(Item).Read();
        Assert.Equal(StockKey.Parse(Item), new StockKey(row.Sku, row.LocationId));
        Assert.Equal(2, figures.Reserved);
        Assert.NotEmpty(await Mismatches(engine));
    }

    private static async Task<IReadOnlyList<string>> Mismatches(Engine engine)
    {
        var books = await engine.Books.Run(CancellationToken.None);
        Assert.False(books.Balanced);
        return [.. books.Mismatches.Select(m => m.Detail)];
    }
}
