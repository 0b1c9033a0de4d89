using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Orders;

namespace OrleansCommerce.GrainTests.Orders;

/// <summary>A store that rejects whatever it is assigned ends with nothing to do and nothing held, and every order is somewhere else.</summary>
public sealed class OrderRejectionTests
{
    private const int Orders = 25;

    private readonly ManualTimeProvider _clock = new(Chain.Now);

    [Theory]
    [InlineData(FulfilmentMethods.Pickup)]
    [InlineData(FulfilmentMethods.Delivery)]
    [InlineData(FulfilmentMethods.Pickup | FulfilmentMethods.Delivery)]
    public async Task Reject_EverythingByOneStore_IsServedByTheOther(FulfilmentMethods methods)
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 100), ("s-2", 100));
        foreach (var id in await Placed(engine, methods))
        {
            await RejectAll(engine, id, "s-1");
        }

        for (var i = 0; i < Orders; i++)
        {
            var order = (await engine.Order($"o-{i}").Read()).Order!;
            Assert.Equal((OrderStatus.Open, "s-2"), (order.Status, Assert.Single(order.Fulfilments, f => f.IsActive).LocationId));
        }

        await AssertIdle(engine, "s-1", onHand: 100);
        Assert.Equal((100, 2 * Orders), await engine.Stock("s-2"));
    }

    [Fact]
    public async Task Reject_EverythingByEveryStore_LeavesAllOrdersWaitingAndNothingHeldAnywhere()
    {
        await using var engine = await OrderChain.Start(_clock, ("s-1", 100), ("s-2", 100), ("s-3", 100));
        foreach (var id in await Placed(engine, FulfilmentMethods.Pickup | FulfilmentMethods.Delivery))
        {
            await RejectAll(engine, id, "s-1", "s-2", "s-3");
        }

        for (var i = 0; i < Orders; i++)
        {
            var order = (await engine.Order($"o-{i}").Read()).Order!;
            Assert.Equal((OrderStatus.Backordered, 2L), (order.Status, order.Backordered.Sum(line => line.Quantity)));
        }

        await engine.Pass(_clock.Advance, TimeSpan.FromMinutes(5));
        foreach (var store in new[] { "s-1", "s-2", "s-3" })
        {
            await AssertIdle(engine, store, onHand: 100);
        }
    }

    private static async Task<List<string>> Placed(Engine engine, FulfilmentMethods methods)
    {
        var ids = Enumerable.Range(0, Orders).Select(i => $"o-{i}").ToList();
        foreach (var id in ids)
        {
            Assert.Equal(OrderProblem.None, (await engine.Place(id, methods, 2)).Problem);
        }

        return ids;
    }

    private static async Task RejectAll(Engine engine, string orderId, params string[] stores)
    {
        for (var order = (await engine.Order(orderId).Read()).Order!;
            order.Fulfilments.FirstOrDefault(f => f.IsActive && stores.Contains(f.LocationId)) is { } assigned;
            order = await engine.Step(orderId, new RejectFulfilment(assigned.FulfilmentId, "no-staff")))
        {
        }
    }

    private static async Task AssertIdle(Engine engine, string store, long onHand)
    {
        Assert.Equal((onHand, 0), await engine.Stock(store));
        Assert.Equal(0, await engine.Backlog(store));
        Assert.DoesNotContain(await engine.List(store), f => f.IsActive);
        await engine.AssertBalanced();
    }
}
