using Orleans;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Orders;

/// <summary>
/// Every way that an order may go, with the process ending after each batch that the journal is handed. Whoever comes back goes on from what
/// they see; in the end the order is where it would have been, the goods are where it says, and nothing is held for nobody.
/// </summary>
public sealed class OrderCrashLivesTests
{
    private const string Id = "o-1";

    /// <summary>The store that customers collect from which has nothing of its own.</summary>
    private const string Corner = "s-4";
    private const string Supplier = "sup";

    /// <summary>What happens, how the order ends, and what is on hand in the end: of SKU a at the three stores and the corner, of c anywhere.</summary>
    private static readonly Dictionary<string, Life> Lives = new(StringComparer.Ordinal)
    {
        ["nobody collects"] = new(
            async engine =>
            {
                await Place(engine, FulfilmentMethods.Pickup, "a", 2);
                await Drive(engine, FulfilmentState.ReadyForPickup);
            },
            OrderStatus.Cancelled, 15, Passes: TimeSpan.FromDays(3) + TimeSpan.FromMinutes(1)),
        ["a store is silent"] = new(
            async engine => await Place(engine, FulfilmentMethods.Pickup, "a", 2), OrderStatus.Completed, 13, Passes: TimeSpan.FromHours(2),
            Then: engine => Drive(engine)),
        ["shipped to a store"] = new(
            async engine =>
            {
                await Place(engine, FulfilmentMethods.ShipToStore, "a", 2, Corner);
                await Drive(engine);
            },
            OrderStatus.Completed, 13),
        ["shipped to a store, nobody collects"] = new(
            async engine =>
            {
                await Place(engine, FulfilmentMethods.ShipToStore, "a", 2, Corner);
                await Drive(engine, FulfilmentState.ReadyForPickup);
            },
            OrderStatus.Cancelled, 15, AtCorner: 2, Passes: TimeSpan.FromDays(3) + TimeSpan.FromMinutes(1)),
        ["sent by the supplier, and brought back"] = new(
            async engine =>
            {
                await Place(engine, FulfilmentMethods.Delivery, "c", 3);
                await Drive(engine);
                await Step(engine, new ReturnGoods("x-1", "s-1", [new ReturnedLine("c", 1, GoodsCondition.Resaleable), new ReturnedLine("c", 1, GoodsCondition.Damaged)]));
            },
            OrderStatus.Completed, 15, OfSupplier: 8),
        ["sent in parts, and the rest called off"] = new(
            async engine =>
            {
                await Place(engine, FulfilmentMethods.Delivery, "a", 7);
                await Drive(engine, FulfilmentState.Packed);
                await Drive(engine, FulfilmentState.Shipped, fulfilmentsMax: 1);
                await Step(engine, new CancelOrder("enough"));
                await Drive(engine);
            },
            OrderStatus.Completed, 10, MayHaveSentLess: true),
        ["short pick, served elsewhere, brought back"] = new(
            async engine =>
            {
                await Place(engine, FulfilmentMethods.Pickup, "a", 3);
                await Step(engine, new AcceptFulfilment($"{Id}.1"), new PickFulfilment($"{Id}.1", [new OrderLine("a", 1)]));
                await Drive(engine);
                await Step(engine, new ReturnGoods("x-1", "s-3", [new ReturnedLine("a", 2, GoodsCondition.Resaleable)]));
            },
            OrderStatus.Completed, 15 - 3 - 2 + 2),
        ["waits for stock, which arrives"] = new(
            async engine =>
            {
                await Place(engine, FulfilmentMethods.Pickup | FulfilmentMethods.Backorder, "a", 6);
                await engine.Receive("a@s-1", 1, "truck");
            },
            OrderStatus.Completed, 10, Passes: TimeSpan.FromSeconds(40), Then: engine => Drive(engine)),
        ["a till sells what it holds"] = new(
            async engine =>
            {
                await Place(engine, FulfilmentMethods.Pickup, "a", 3);
                await engine.Item("a@s-1").Execute(new Move("till", MovementKind.Sale, 3), Engine.Origin);
            },
            OrderStatus.Completed, 15 - 3 - 3, Passes: TimeSpan.FromSeconds(20), Then: engine => Drive(engine)),
        ["cancelled when assigned"] = Cancelled(FulfilmentState.Assigned),
        ["cancelled when accepted"] = Cancelled(FulfilmentState.Accepted),
        ["cancelled when picked"] = Cancelled(FulfilmentState.Picking),
        ["cancelled when packed"] = Cancelled(FulfilmentState.Packed),
        ["cancelled when ready"] = Cancelled(FulfilmentState.ReadyForPickup),
    };

    public static TheoryData<string> Names => [.. Lives.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Crash_AfterAnyBatchOfALife_EndsWhereItWouldHaveEnded(string name)
    {
        Assert.InRange(await EndingJournal.AtEachBatch(batch => CrashesAt(Lives[name], batch)), 8, 1_000);
    }

    private static Life Cancelled(FulfilmentState at) => new(
        async engine =>
        {
            await Place(engine, FulfilmentMethods.Pickup, "a", 2);
            await Drive(engine, at);
            await Step(engine, new CancelOrder("changed my mind"));
        },
        OrderStatus.Cancelled, 15);

    private static async Task<bool> CrashesAt(Life life, int batch)
    {
        var clock = new ShiftedTimeProvider(Chain.Now);
        var journal = new MemoryJournal(clock);
        var failure = batch % 2 == 0 ? AppendFailure.UnknownWritten : AppendFailure.UnknownNotWritten;
        var crashed = await EndingJournal.Crash(journal, clock, batch, failure, engine => Live(engine, life, clock));
        await using var engine = await Engine.Start(journal, clock);
        await Live(engine, life, clock);
        for (var i = 0; i < 4; i++)
        {
            await engine.Pass(clock.Advance, TimeSpan.FromMinutes(2));
        }

        var order = (await engine.Order(Id).Read()).Order!;
        var at = $"batch {batch}";
        Assert.Equal((at, life.End), (at, order.Status));
        Assert.DoesNotContain(order.Fulfilments, f => f.IsActive);
        var (onHand, reserved, backlog) = (0L, 0L, 0L);
        foreach (var store in new[] { "s-1", "s-2", "s-3", Corner })
        {
            var stock = await engine.Stock(store);
            (onHand, reserved, backlog) = (onHand + stock.OnHand, reserved + stock.Reserved, backlog + await engine.Backlog(store));
        }

        var sent = order.Fulfilments.Where(f => f.State is FulfilmentState.Delivered).Sum(f => f.Lines.Sum(line => line.Quantity));
        Assert.Equal((at, life.MayHaveSentLess ? 15 - sent : life.OnHand, 0L, 0L), (at, onHand, reserved, backlog));
        Assert.Equal((at, life.AtCorner), (at, (await engine.Stock(Corner)).OnHand));
        Assert.Equal((at, life.OfSupplier), (at, (await Supplied(engine)).OnHand));
        Assert.Equal((at, 0L), (at, (await Supplied(engine)).Reserved));
        Assert.Empty(await engine.Open());
        await engine.AssertBalanced();
        return crashed;
    }

    private static async Task<(long OnHand, long Reserved)> Supplied(Engine engine)
    {
        var (there, back) = (await engine.Item($"c@{Supplier}").Read(), await engine.Item("c@s-1").Read());
        return (there.OnHand + back.OnHand, there.Reserved + back.Reserved);
    }

    /// <summary>Everything in it may be done again by whoever does not know how far it had come.</summary>
    private static async Task Live(Engine engine, Life life, ShiftedTimeProvider clock)
    {
        await engine.Describe(Corner, 0.05);
        await engine.Get<IGrainFactory>().GetGrain<ILocationGrain>(Supplier)
            .Describe(Chain.Location(1.5, services: "shipFrom") with { Kind = Domain.Locations.LocationKind.Supplier }, Engine.Origin);
        // Enough for two: what an ended process held for the order and did not record goes by its time only.
        await engine.Receive($"c@{Supplier}", 10);
        await life.Act(engine);
        if (life.Passes > TimeSpan.Zero)
        {
            await engine.Pass(clock.Advance, life.Passes);
            await engine.Pass(clock.Advance, TimeSpan.FromSeconds(31));
        }

        await (life.Then?.Invoke(engine) ?? Task.CompletedTask);
    }

    private static async Task Place(Engine engine, FulfilmentMethods methods, string sku, long units, string? collectAt = null)
    {
        var request = OrderChain.Lines(Id, methods, new OrderLine(sku, units));
        var answer = await engine.Place(request with { Wish = request.Wish with { LocationId = collectAt } });
        Assert.Equal(OrderProblem.None, answer.Problem);
    }

    /// <summary>What its stores and its customer have still to do, each part up to a state.</summary>
    private static async Task Drive(Engine engine, FulfilmentState until = FulfilmentState.Collected, int fulfilmentsMax = int.MaxValue)
    {
        for (var steps = 0; steps < 60; steps++)
        {
            // A process that has just begun has not looked after it yet.
            await engine.Order(Id).Tend();
            var order = (await engine.Order(Id).Read()).Order!;
            if (order.Fulfilments.Count(f => f.State == until) >= fulfilmentsMax
                || order.Fulfilments.FirstOrDefault(f => f.IsActive && f.State != until && Next(f) is not null) is not { } next)
            {
                return;
            }

            await engine.Order(Id).Step(Next(next)!, null, Engine.Origin);
        }

        throw new RetriableException("It does not come to an end.");
    }

    private static OrderCommand? Next(FulfilmentFigures f) => f.State switch
    {
        FulfilmentState.Assigned => new AcceptFulfilment(f.FulfilmentId),
        FulfilmentState.Accepted => new PickFulfilment(f.FulfilmentId),
        FulfilmentState.Picking => new PackFulfilment(f.FulfilmentId),
        FulfilmentState.Packed when f.Method is OrderMethod.Pickup or OrderMethod.Curbside => new ReadyFulfilment(f.FulfilmentId, 3 * 86_400),
        FulfilmentState.Packed => new ShipFulfilment(f.FulfilmentId),
        FulfilmentState.Shipped when f.Method is OrderMethod.ShipToStore => new ReadyFulfilment(f.FulfilmentId, 3 * 86_400),
        FulfilmentState.Shipped => new DeliverFulfilment(f.FulfilmentId),
        FulfilmentState.ReadyForPickup => new CollectFulfilment(f.FulfilmentId),
        _ => null,
    };

    /// <summary>Steps that may have been taken already, and whose fulfilment may have gone on since.</summary>
    private static async Task Step(Engine engine, params OrderCommand[] commands)
    {
        foreach (var command in commands)
        {
            var answer = await engine.Order(Id).Step(command, null, Engine.Origin);
            Assert.True(answer.Problem is OrderProblem.None or OrderProblem.WrongState, $"{command}: {answer.Problem}");
        }
    }

    /// <param name="OnHand">Of SKU a, at all stores.</param>
    /// <param name="AtCorner">Of it, what ends up at the store that had none.</param>
    /// <param name="OfSupplier">Of SKU c.</param>
    /// <param name="Passes">Time that goes by afterwards, everybody who looks after orders included.</param>
    /// <param name="MayHaveSentLess">How much was on its way when the rest was called off depends on who was faster.</param>
    private sealed record Life(
        Func<Engine, Task> Act, OrderStatus End, long OnHand, long AtCorner = 0, long OfSupplier = 10, TimeSpan Passes = default,
        Func<Engine, Task>? Then = null, bool MayHaveSentLess = false);
}
