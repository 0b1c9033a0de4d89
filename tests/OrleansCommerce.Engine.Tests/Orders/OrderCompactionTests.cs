using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Orders;

/// <summary>An order of which nothing was heard for the whole retention is one snapshot, and goes on from there.</summary>
public sealed class OrderCompactionTests
{
    private readonly ManualTimeProvider _clock = new(Chain.Now);

    [Fact]
    public async Task Compaction_OfOldOrders_KeepsWhatTheyAreAndRemovesHowTheyBecameSo()
    {
        var journal = new MemoryJournal(_clock);
        string[] orders = ["done", "open", "waiting"];
        var before = new List<string>();
        await using (var engine = await OrderChain.Start(journal, _clock, ("s-1", 5), ("s-2", 5)))
        {
            await engine.Place("done", FulfilmentMethods.Pickup, 3);
            await engine.Step(
                "done", new AcceptFulfilment("done.1"), new PickFulfilment("done.1", [new OrderLine("a", 1)]), new PackFulfilment("done.1"),
                new ReadyFulfilment("done.1", 1), new CollectFulfilment("done.1"), new RejectFulfilment("done.2", "no-staff"), new CancelOrder("enough"),
                new ReturnGoods("x-1", "s-1", [new ReturnedLine("a", 1, GoodsCondition.Resaleable)]));
            await engine.Place("open", FulfilmentMethods.Pickup, 1);
            await engine.Step("open", new AcceptFulfilment("open.1"));
            await engine.Place("waiting", FulfilmentMethods.Pickup | FulfilmentMethods.Backorder, 50);
            foreach (var id in orders)
            {
                before.Add(Text((await engine.Order(id).Read()).Order!));
            }
        }

        await using (var engine = await Engine.Start(journal, _clock))
        {
            // It runs beside the engine, which has nothing of them in memory.
            await OldStreams.Compact(journal, _clock, TimeSpan.FromDays(2));
            foreach (var (i, id) in orders.Index())
            {
                var stored = (await journal.Read([new StreamQuery($"order/{id}")]))[0];
                Assert.Equal((stored.Version, 0), (stored.Snapshot!.Version, stored.Records.Count));
                // The last frame of a stream stays, so that it is known where it goes on.
                Assert.InRange((await ((IJournal)journal).ReadStream($"order/{id}", 0, 1_000)).Count, 1, 2);
                Assert.Equal(before[i], Text((await engine.Order(id).Read()).Order!));
            }

            Assert.True((await engine.Place("done", FulfilmentMethods.Pickup, 3)).IsRepeated);
            Assert.Equal(OrderProblem.TooMany, await engine.Refusal("done", new ReturnGoods("x-2", "s-1", [new ReturnedLine("a", 1, GoodsCondition.Damaged)])));
            var served = await engine.Step("open", [.. OrderChain.UntilReady("open.1").Skip(1), new CollectFulfilment("open.1")]);
            Assert.Equal(OrderStatus.Completed, served.Status);
            await engine.Step("waiting", new CancelOrder("too long"));
            await engine.AssertBalanced();
        }

        // What has happened since is folded in its turn.
        await OldStreams.Compact(journal, _clock, TimeSpan.FromDays(4));
        await using var later = await Engine.Start(journal, _clock);
        Assert.Equal(OrderStatus.Completed, (await later.Order("open").Read()).Order!.Status);
        Assert.Equal(OrderStatus.Cancelled, (await later.Order("waiting").Read()).Order!.Status);
    }

    /// <summary>What is asked of others and not known to be done is part of it.</summary>
    [Fact]
    public void Snapshot_WithEffectsThatAreNotDone_HasThemAll()
    {
        var state = new OrderState();
        OrderCommand[] life =
        [
            new PlaceOrder("o-1", "c-1", "web", [new OrderLine("a", 4)], [Assign("o-1.1", "s-1"), Assign("o-1.2", "s-2")], [], OrderWish.Any),
            new LoseUnits("r-1", "s-1", "a", 1), new AcceptFulfilment("o-1.1"), new PickFulfilment("o-1.1", []), new AcceptFulfilment("o-1.2"),
            new PickFulfilment("o-1.2"), new PackFulfilment("o-1.2"), new ReadyFulfilment("o-1.2", 60), new CollectFulfilment("o-1.2"),
            new BackorderLines([new OrderLine("a", 1)]), new ReturnGoods("x-1", "s-1", [new ReturnedLine("a", 1, GoodsCondition.Damaged)]),
            new TakeReservation("r-9"),
        ];
        foreach (var command in life)
        {
            var decision = OrderMachine.Decide(state, command, Chain.Now);
            Assert.Null(decision.Refusal);
            foreach (var happened in decision.Events)
            {
                OrderMachine.Apply(state, happened);
            }
        }

        var form = OrderSnapshotForm.Instance;
        var body = form.Take(state)();
        var read = form.Restore(new Snapshot(state.Version, body));

        Assert.Equal(7, state.PendingEffects.Select(pending => pending.Effect.GetType()).Distinct().Count() + 1);
        Assert.Equal(state.PendingEffects.Select(pending => (pending.Version, pending.Effect.Id)), read.PendingEffects.Select(pending => (pending.Version, pending.Effect.Id)));
        Assert.Equal(System.Text.Encoding.UTF8.GetString(body.Span), System.Text.Encoding.UTF8.GetString(form.Take(read)().Span));
        Assert.Empty(OrderMachine.Decide(read, new PickFulfilment("o-1.2"), Chain.Now).Events);
    }

    private static Assignment Assign(string id, string location) =>
        new(id, location, OrderMethod.Pickup, [new OrderLine("a", 2)], null, "r-1", 600, location);

    private static string Text(OrderFigures order) =>
        $"{order.Status} {order.Version} {string.Join('|', order.History)} {string.Join('|', order.Fulfilments.Select(f => $"{f.FulfilmentId} {f.State} {string.Join('+', f.Lines)} {f.Reason} {f.AcceptBy} {f.CollectBy}"))} {string.Join('|', order.Waiting)} {string.Join('|', order.Backordered)}";
}
