using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Orders;

/// <summary>A till sale or a count is a fact: the orders that it hits are served from elsewhere.</summary>
public sealed class OrderDeficitTests
{
    private const FulfilmentMethods Methods = FulfilmentMethods.Pickup | FulfilmentMethods.Backorder;
    private readonly ManualTimeProvider _clock = new(Chain.Now);

    [Fact]
    public async Task Sale_OfTheUnitsOfAnAcceptedOrder_SendsItToAnotherStore()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 2), ("s-2", 2));
        await engine.Place("o-1", Methods, 2);
        await engine.Step("o-1", new AcceptFulfilment("o-1.1"));

        await Sell(engine, "s-1", 1);
        Assert.Equal(1, (await engine.Item("a@s-1").Read()).Deficit);
        await engine.Get<DeficitSweep>().Once();

        var order = (await engine.Order("o-1").Read()).Order!;
        Assert.Equal(
            [("s-1", FulfilmentState.Accepted, 1L), ("s-2", FulfilmentState.Assigned, 1L)],
            order.Fulfilments.Select(f => (f.LocationId, f.State, f.Lines.Single().Quantity)));
        Assert.Contains(order.History, entry => entry is { What: "shorted o-1.1", Why: "stock-deficit" });
        Assert.Equal(((1L, 1L), (2L, 1L)), (await engine.Stock("s-1"), await engine.Stock("s-2")));
        Assert.Equal((1, 1), (await engine.Backlog("s-1"), await engine.Backlog("s-2")));

        await Sell(engine, "s-1", 1, "again");
        await engine.Get<DeficitSweep>().Once();

        order = (await engine.Order("o-1").Read()).Order!;
        Assert.Equal((FulfilmentState.Rejected, "stock-deficit"), (order.Fulfilments[0].State, order.Fulfilments[0].Reason));
        Assert.Equal(2, order.Fulfilments.Where(f => f.IsActive).Sum(f => f.Lines.Single().Quantity));
        Assert.Equal(((0L, 0L), (2L, 2L)), (await engine.Stock("s-1"), await engine.Stock("s-2")));
        Assert.Equal(0, await engine.Backlog("s-1"));
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Count_NobodyElseHasIt_TheOrderWaitsAndIsServedWhereItArrives()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 2), ("s-2", 0));
        await engine.Place("o-1", Methods, 2);

        await engine.Item("a@s-1").Execute(new Move("count", MovementKind.Count, 0), Engine.Origin);
        await engine.Pass(_clock.Advance, TimeSpan.FromSeconds(1));

        Assert.Equal(OrderStatus.Backordered, (await engine.Order("o-1").Read()).Order!.Status);
        Assert.Equal((0, 0), await engine.Stock("s-1"));
        // The count has shown that figures there are not to be trusted to the last unit.
        await engine.Receive("a@s-1", 20, "truck");
        await engine.Pass(_clock.Advance, TimeSpan.FromSeconds(1));
        Assert.Equal("s-1", (await engine.Order("o-1").Read()).Order!.Fulfilments.Single(f => f.IsActive).LocationId);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Sale_HitsCartsThenTheNewestOrderAndSparesWhatIsPicked()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 5));
        foreach (var id in new[] { "o-1", "o-2", "o-3" })
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await engine.Place(id, Methods, 1);
        }

        await engine.Step("o-3", new AcceptFulfilment("o-3.1"), new PickFulfilment("o-3.1"));
        await engine.Reserve("cart", 600, ("a@s-1", 1));
        await Sell(engine, "s-1", 3);
        await engine.Get<DeficitSweep>().Once();

        Assert.Equal(ReservationStatus.Released, (await engine.Reservations.Read("cart")).Reservation!.Status);
        Assert.Equal([OrderStatus.Open, OrderStatus.Backordered, OrderStatus.Open], await Statuses(engine));
        Assert.Equal((2, 2), await engine.Stock("s-1"));

        // What is left is picked, or nobody's order: it is named, and stays.
        await Sell(engine, "s-1", 2, "more");
        await engine.Get<DeficitSweep>().Once();
        Assert.Equal([OrderStatus.Backordered, OrderStatus.Backordered, OrderStatus.Open], await Statuses(engine));
        Assert.Equal(("s-1", 1L), (await engine.Get<StockViewWriter>().Short(null, null, 10)).Select(row => (row.LocationId, row.Reserved - row.OnHand)).Single());
    }

    [Fact]
    public async Task Sale_OfWhatASingleLineReservationHolds_FindsItsOrder()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 2), ("s-2", 2));
        await engine.Reserve("r-1", 600, ("a@s-1", 2));
        await engine.Place(new OrderRequest("o-1", null, "store", [], new OrderWish(FulfilmentMethods.All, ReservationId: "r-1")));

        await Sell(engine, "s-1", 2);
        await engine.Get<DeficitSweep>().Once();

        Assert.Equal("s-2", (await engine.Order("o-1").Read()).Order!.Fulfilments.Single(f => f.IsActive).LocationId);
        Assert.Equal((0, 0), await engine.Stock("s-1"));
        await engine.AssertBalanced();
    }

    /// <summary>Nobody said so to the process that finds it: the view shows it.</summary>
    [Fact]
    public async Task Sale_BeforeTheProcessEnds_IsFoundByTheNext()
    {
        var journal = new MemoryJournal(_clock);
        await using (var engine = await OrderChain.Start(journal, _clock, ("s-1", 2), ("s-2", 2)))
        {
            await engine.Place("o-1", Methods, 2);
            await Sell(engine, "s-1", 2);
        }

        await using var next = await Engine.Start(journal, _clock);
        await next.Pass(_clock.Advance, TimeSpan.FromMinutes(2));

        Assert.Equal("s-2", (await next.Order("o-1").Read()).Order!.Fulfilments.Single(f => f.IsActive).LocationId);
        await next.AssertBalanced();
    }

    /// <summary>The process ends with any batch of what a sale leads to, with what it wrote then being there or not.</summary>
    [Theory]
    [InlineData(AppendFailure.UnknownWritten)]
    [InlineData(AppendFailure.UnknownNotWritten)]
    public Task Crash_AfterAnyBatch_LosesNothingAndGivesUpOnce(AppendFailure failure) => EndingJournal.AtEachBatch(async batch =>
    {
        var clock = new ShiftedTimeProvider(Chain.Now);
        var journal = new MemoryJournal(clock);
        var crashed = await EndingJournal.Crash(journal, clock, batch, failure, async engine =>
        {
            await engine.Place("o-1", Methods, 4);
            await Sell(engine, "s-1", 3);
            await engine.Get<DeficitSweep>().Once();
        });
        await using var engine = await Engine.Start(journal, clock);
        await engine.Place("o-1", Methods, 4);
        await Sell(engine, "s-1", 3);
        for (var i = 0; i < 4; i++)
        {
            await engine.Pass(clock.Advance, TimeSpan.FromSeconds(40));
        }

        var order = (await engine.Order("o-1").Read()).Order!;
        Assert.Equal((batch, 4L), (batch, order.Fulfilments.Where(f => f.IsActive).Sum(f => f.Lines.Single().Quantity)));
        var stock = await Task.WhenAll(new[] { "s-1", "s-2", "s-3" }.Select(engine.Stock));
        Assert.Equal((batch, 2L, 5L, 5L), (batch, stock[0].OnHand, stock[1].OnHand, stock[2].OnHand));
        Assert.Equal((batch, 4L), (batch, stock.Sum(item => item.Reserved)));
        Assert.All(stock, item => Assert.True(item.Reserved <= item.OnHand, $"batch {batch}"));
        await engine.AssertBalanced();
        return crashed;
    });

    private static Task<StockAnswer> Sell(Engine engine, string location, long units, string till = "till") =>
        engine.Item($"a@{location}").Execute(new Move(till, MovementKind.Sale, units), Engine.Origin);

    private static async Task<OrderStatus[]> Statuses(Engine engine) =>
        await Task.WhenAll(new[] { "o-1", "o-2", "o-3" }.Select(async id => (await engine.Order(id).Read()).Order!.Status));
}
