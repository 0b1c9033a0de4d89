using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Orders;

/// <summary>
/// The process ends at any point of an order's life: after each batch that the journal was handed, with what it wrote then being there or
/// not. Whoever comes back sends what was not answered again; nothing is lost, doubled or left behind.
/// </summary>
public sealed class OrderCrashTests
{
    private static readonly OrderCommand[] Life =
    [
        new RejectFulfilment("o-1.1", "no-staff"), new AcceptFulfilment("o-1.2"), new PickFulfilment("o-1.2", [new OrderLine("a", 1)]),
        new PackFulfilment("o-1.2"), new ReadyFulfilment("o-1.2", 1), new CollectFulfilment("o-1.2"), new CancelOrder("enough"),
        new ReturnGoods("r-1", "s-1", [new ReturnedLine("a", 1, GoodsCondition.Damaged)]),
    ];

    /// <summary>Of the last batch of the process every other one is written.</summary>
    [Fact]
    public async Task Crash_AfterAnyBatch_EndsInTheSameBooks()
    {
        var last = await EndingJournal.AtEachBatch(batch =>
            CrashesAt(batch, batch % 2 == 0 ? AppendFailure.UnknownWritten : AppendFailure.UnknownNotWritten));
        Assert.InRange(last, 40, 1_000);
    }

    /// <summary>A customer whose order never came about does not come back: what was taken for it is given back.</summary>
    [Theory]
    [InlineData(AppendFailure.UnknownWritten)]
    [InlineData(AppendFailure.UnknownNotWritten)]
    public Task Crash_WhilePlacingAndNobodyComesBack_LeavesNothingHeld(AppendFailure failure) => EndingJournal.AtEachBatch(async batch =>
    {
        var clock = new ShiftedTimeProvider(Chain.Now);
        var journal = new MemoryJournal(clock);
        var ended = await EndingJournal.Crash(journal, clock, batch, failure, engine => engine.Place("o-1", FulfilmentMethods.Pickup, 2));
        await using var engine = await Engine.Start(journal, clock);
        for (var i = 0; i < 4; i++)
        {
            await engine.Pass(clock.Advance, TimeSpan.FromMinutes(2));
        }

        var isPlaced = (await engine.Order("o-1").Read()).Problem == OrderProblem.None;
        var held = (await engine.Stock("s-1")).Reserved + (await engine.Stock("s-2")).Reserved;
        Assert.Equal(isPlaced ? 2 : 0, held);
        Assert.Equal(isPlaced ? 1 : 0, await engine.Backlog("s-1") + await engine.Backlog("s-2"));
        Assert.Equal(isPlaced ? ["o-1"] : [], await engine.Open());
        await engine.AssertBalanced();
        return ended;
    });

    private static async Task<bool> CrashesAt(int batch, AppendFailure failure)
    {
        var clock = new ShiftedTimeProvider(Chain.Now);
        var journal = new MemoryJournal(clock);
        var answered = 0;
        var crashed = await EndingJournal.Crash(journal, clock, batch, failure, async engine =>
        {
            await Live(engine, 0, step => answered = step);
        });
        await using var engine = await Engine.Start(journal, clock);
        await Live(engine, answered, _ => { });
        for (var i = 0; i < 4; i++)
        {
            await engine.Pass(clock.Advance, TimeSpan.FromMinutes(2));
        }

        var order = (await engine.Order("o-1").Read()).Order!;
        Assert.Equal(OrderStatus.Completed, order.Status);
        var at = $"batch {batch}";
        Assert.Equal((at, (5L, 0L), 0L), (at, await engine.Stock("s-1"), await engine.Backlog("s-1")));
        Assert.Equal((at, (3L, 0L), 0L), (at, await engine.Stock("s-2"), await engine.Backlog("s-2")));
        Assert.Equal((5L, 0L), await engine.Stock("s-3"));
        Assert.Equal(1, (await engine.Item("a@s-1").Read()).Damaged);
        Assert.Empty(await engine.Open());
        await engine.AssertBalanced();
        return crashed;
    }

    /// <summary>Rejected by one store, short at the next, the rest called off, what was had brought back broken.</summary>
    private static async Task Live(Engine engine, int from, Action<int> answered)
    {
        if (from == 0)
        {
            Assert.Equal(OrderProblem.None, (await engine.Place("o-1", FulfilmentMethods.Pickup, 2)).Problem);
            answered(1);
        }

        for (var i = Math.Max(0, from - 1); i < Life.Length; i++)
        {
            var answer = await engine.Order("o-1").Step(Life[i], null, Engine.Origin);
            if (answer.Problem == OrderProblem.UnknownFulfilment)
            {
                // What was rejected is not routed yet: the process ended before that, and in this one nobody has looked after it yet.
                await engine.Order("o-1").Tend();
                answer = await engine.Order("o-1").Step(Life[i], null, Engine.Origin);
                answer = answer.Problem == OrderProblem.UnknownFulfilment ? throw new RetriableException("It can't be routed.") : answer;
            }

            Assert.Equal((Life[i], OrderProblem.None), (Life[i], answer.Problem));
            answered(i + 2);
        }
    }
}
