using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply;
using OrleansCommerce.Grains.Supply.Indexes;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Orders;

/// <summary>Orders over the stores of <see cref="Chain"/>, step by step, below HTTP.</summary>
internal static class OrderChain
{
    public static async Task<Engine> Start(IJournal journal, TimeProvider clock, params (string Id, long Units)[] stores)
    {
        var engine = await Engine.Start(journal, clock);
        foreach (var (i, (id, units)) in stores.Index())
        {
            await engine.Describe(id, 0.1 * (i + 1));
            if (units > 0)
            {
                await engine.Receive($"a@{id}", units);
            }
        }

        return engine;
    }

    public static Task<Engine> Start(ManualTimeProvider clock, params (string Id, long Units)[] stores) =>
        Start(new MemoryJournal(clock), clock, stores);

    public static IOrderGrain Order(this Engine engine, string orderId) => engine.Get<IGrainFactory>().GetGrain<IOrderGrain>(orderId);

    public static OrderRequest Lines(string orderId, FulfilmentMethods methods, params ImmutableArray<OrderLine> lines) =>
        new(orderId, "c-1", "web", lines, new OrderWish(methods, Chain.Home));

    public static Task<OrderAnswer> Place(this Engine engine, OrderRequest request) => engine.Order(request.OrderId).Place(request, Engine.Origin);

    public static Task<OrderAnswer> Place(this Engine engine, string orderId, FulfilmentMethods methods, long units) =>
        engine.Place(Lines(orderId, methods, new OrderLine("a", units)));

    public static async Task<OrderFigures> Step(this Engine engine, string orderId, params OrderCommand[] commands)
    {
        foreach (var command in commands)
        {
            var answer = await engine.Order(orderId).Step(command, null, Engine.Origin);
            Assert.Equal(OrderProblem.None, answer.Problem);
        }

        return (await engine.Order(orderId).Read()).Order!;
    }

    public static async Task<OrderProblem> Refusal(this Engine engine, string orderId, OrderCommand command) =>
        (await engine.Order(orderId).Step(command, null, Engine.Origin)).Problem;

    public static OrderCommand[] UntilReady(string fulfilmentId) =>
    [
        new AcceptFulfilment(fulfilmentId), new PickFulfilment(fulfilmentId), new PackFulfilment(fulfilmentId), new ReadyFulfilment(fulfilmentId, 1),
    ];

    public static async Task<(long OnHand, long Reserved)> Stock(this Engine engine, string location)
    {
        var figures = await engine.Item($"a@{location}").Read();
        return (figures.OnHand, figures.Reserved);
    }

    public static async Task<long> Backlog(this Engine engine, string location) =>
        (await engine.Get<IGrainFactory>().GetGrain<ICapacityGrain>(location).Outlook())!.Backlog;

    public static async Task<ImmutableArray<FulfilmentFigures>> List(this Engine engine, string location) =>
        await engine.Get<IGrainFactory>().GetGrain<IFulfilmentListGrain>(location).List(null, null, 100);

    public static Task<IReadOnlyList<string>> Open(this Engine engine) => WorkIndex.ReadAll(engine.Get<IGrainFactory>(), WorkIndex.Orders);

    /// <summary>Time goes on, and whoever looks after things does so.</summary>
    public static async Task Pass(this Engine engine, Action<TimeSpan> advance, TimeSpan time)
    {
        advance(time);
        await engine.Sweep.Once();
        await engine.Get<CapacitySweep>().Once();
        await engine.Get<DeficitSweep>().Once();
        await engine.Get<OrderSweep>().Once();
        await engine.Get<SupplySweep>().Repair();
    }
}
