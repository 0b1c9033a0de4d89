using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Supply;
using OrleansCommerce.Grains.Supply.Demand;
using OrleansCommerce.Grains.Supply.Indexes;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Supply;

public sealed class DemandTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Subscription_StockComesBack_OneDurableNotificationAlsoAfterARestart()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using (var engine = await Engine.Start(journal))
        {
            Assert.False((await Demand(engine).Subscribe("c-1", "st", Engine.Origin)).IsRepeated);
            Assert.True((await Demand(engine).Subscribe("c-1", "st", Engine.Origin)).IsRepeated);
            await Demand(engine).Subscribe("c-2", null, Engine.Origin);
        }

        // The stock comes while nobody is in memory who waits for it.
        await using (var engine = await Engine.Start(journal))
        {
            await engine.Receive("mug@other", 1);
        }

        await using var next = await Engine.Start(journal);
        await next.Get<SupplySweep>().Repair();
        Assert.Equal(["c-2"], await Notified(journal));
        await next.Receive("mug@st", 1);
        await next.Get<SupplySweep>().Repair();
        await next.Get<SupplySweep>().Repair();
        Assert.Equal(["c-2", "c-1"], await Notified(journal));
        Assert.Empty(await WorkIndex.ReadAll(next.Get<IGrainFactory>(), WorkIndex.Demand));
        await next.Get<SupplySweep>().Repair();
    }

    [Fact]
    public async Task Subscription_MadeWhileThereIsStock_WaitsForTheNextTime()
    {
        await using var engine = await Engine.Start();
        await engine.Receive("mug@st", 1);
        await Demand(engine).Subscribe("c-1", "st", Engine.Origin);
        await Demand(engine).Look();
        Assert.Empty(await Notified(engine.Journal));
        await engine.Item("mug@st").Execute(new Move("till", MovementKind.Sale, 1), Engine.Origin);
        await Demand(engine).Look();
        await engine.Receive("mug@st", 1, "again");
        await Demand(engine).Look();
        Assert.Equal(["c-1"], await Notified(engine.Journal));
    }

    /// <summary>The stream tells the sweep at once: no repair is needed.</summary>
    [Fact]
    public async Task StockArrives_TheStreamSaysSo_TheNextLookFindsIt()
    {
        await using var engine = await Engine.Start();
        await Demand(engine).Subscribe("c-1", null, Engine.Origin);
        var sweep = engine.Get<SupplySweep>();
        await sweep.Repair();
        await sweep.Look();
        Assert.Empty(await Notified(engine.Journal));
        await engine.Receive("mug@st", 1);
        await Wait.Until(async () =>
        {
            await sweep.Look();
            return (await Notified(engine.Journal)).Count == 1;
        });
    }

    [Fact]
    public async Task Queue_StockForSome_IsServedStrictlyInOrder()
    {
        var orders = new Orders();
        await using var engine = await Over(orders);
        await Enqueue(engine, ("o-2", 2, 1), ("o-1", 3, 0), ("o-3", 1, 2));
        await engine.Receive("mug@st", 2);
        await Demand(engine).Look();

        // Two are too few for the first one, and whoever is behind it must not take them.
        Assert.Equal(["o-1"], orders.Asked);
        Assert.Equal(2, (await engine.Item("mug@st").Read()).Available);
        await engine.Receive("mug@st", 3, "more");
        await Demand(engine).Look();
        Assert.Equal(["o-1", "o-1", "o-2"], orders.Asked);
        Assert.Equal(["o-3"], (await Demand(engine).Queue(10)).Select(order => order.OrderId));
        await engine.Receive("mug@st", 1, "last");
        await Demand(engine).Look();
        Assert.Empty(await Demand(engine).Queue(10));
        Assert.Empty(await WorkIndex.ReadAll(engine.Get<IGrainFactory>(), WorkIndex.Demand));
    }

    [Fact]
    public async Task Queue_HeadCannotUseWhatThereIs_TheNextOneIsServed()
    {
        var orders = new Orders { CannotUse = "o-1" };
        await using var engine = await Over(orders);
        await Enqueue(engine, ("o-1", 1, 0), ("o-2", 1, 1), ("o-3", 1, 2));
        await engine.Receive("mug@st", 3);
        Assert.Equal(ReservationProblem.InsufficientStock, (await engine.Reserve("early", 600, ("mug@st", 1))).Problem);
        await Demand(engine).Look();
        Assert.Equal(ReservationProblem.None, (await engine.Reserve("late", 600, ("mug@st", 1))).Problem);
        Assert.Equal(["o-1", "o-2", "o-3"], orders.Asked);
        Assert.Equal(["o-1"], (await Demand(engine).Queue(10)).Select(order => order.OrderId));
    }

    [Fact]
    public async Task Queue_TheSameStock_NobodyIsAskedTwiceUntilHalfAMinuteHasPassed()
    {
        var (orders, clock) = (new Orders { CannotUse = "o-1" }, new ManualTimeProvider(Start));
        await using var engine = await Over(orders, clock);
        await Enqueue(engine, ("o-1", 1, 0));
        await engine.Receive("mug@st", 2);
        await Demand(engine).Look();
        await Demand(engine).Look();
        Assert.Equal(["o-1"], orders.Asked);
        clock.Advance(TimeSpan.FromSeconds(30));
        await Demand(engine).Look();
        Assert.Equal(["o-1", "o-1"], orders.Asked);
    }

    [Fact]
    public async Task Notifications_AreTold_OfWhatTheQueueLeaves()
    {
        var orders = new Orders();
        await using var engine = await Over(orders);
        await Demand(engine).Subscribe("c-1", null, Engine.Origin);
        await Enqueue(engine, ("o-1", 2, 0));
        await engine.Receive("mug@st", 2);
        await Demand(engine).Look();
        Assert.Empty(await Notified(engine.Journal));
        await engine.Receive("mug@st", 1, "more");
        await Demand(engine).Look();
        Assert.Equal(["c-1"], await Notified(engine.Journal));
    }

    [Fact]
    public async Task Queue_OfAnEndedProcess_IsFoundAndServedByTheSweep()
    {
        var (journal, orders) = (new MemoryJournal(TimeProvider.System), new Orders());
        await using (var engine = await Over(orders, journal: journal))
        {
            await Enqueue(engine, ("o-1", 1, 0), ("o-2", 1, 1));
            await Demand(engine).Leave("o-1");
            await Demand(engine).Leave("o-1");
        }

        await using var next = await Over(orders, journal: journal);
        await next.Receive("mug@st", 5);
        await next.Get<SupplySweep>().Repair();
        Assert.Equal(["o-2"], orders.Asked);
    }

    private static IDemandGrain Demand(Engine engine) => engine.Get<IGrainFactory>().GetGrain<IDemandGrain>("mug");

    private static async Task Enqueue(Engine engine, params (string Id, long Quantity, int Minute)[] waiting)
    {
        foreach (var (id, quantity, minute) in waiting)
        {
            await Demand(engine).Enqueue(id, quantity, Start.AddMinutes(minute));
        }
    }

    private static async Task<List<string>> Notified(IJournal journal) =>
        [.. (await journal.ReadStream("demand/mug", 0, 1_000)).Where(record => record.Record.Kind == "notification.due")
            .Select(record => System.Text.Json.Nodes.JsonNode.Parse(record.Record.Body.Span)!["customerId"]!.GetValue<string>())];

    private static async Task<Engine> Over(Orders orders, TimeProvider? time = null, MemoryJournal? journal = null)
    {
        var engine = await Engine.Start(
            journal ?? new MemoryJournal(TimeProvider.System), time, add: services => services.AddSingleton<AskOrder>(orders.Ask));
        orders.Engine = engine;
        return engine;
    }

    /// <summary>Orders that reserve what they wait for where it is, all or nothing, and leave the queue themselves.</summary>
    private sealed class Orders
    {
        private readonly ConcurrentQueue<string> _asked = new();

        public Engine Engine { get; set; } = null!;

        public string? CannotUse { get; init; }

        public IReadOnlyCollection<string> Asked => _asked;

        public async Task<bool> Ask(string orderId, string sku)
        {
            _asked.Enqueue(orderId);
            var demand = Demand(Engine);
            var wanted = (await demand.Queue(100)).Single(order => order.OrderId == orderId);
            if (orderId == CannotUse
                || (await Take(orderId, $"{sku}@st", wanted.Quantity)).Problem is not ReservationProblem.None)
            {
                return true;
            }

            await demand.Leave(orderId);
            return false;
        }

        private Task<ReservationAnswer> Take(string orderId, string item, long units) =>
            Engine.Reservations.Reserve(Engine.Request($"{orderId}-r", 600, (item, units)) with { FromQueue = true }, Engine.Origin);
    }
}
