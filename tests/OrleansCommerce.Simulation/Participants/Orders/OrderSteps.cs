using System.Collections.Immutable;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Orders;

/// <summary>What people in stores do, and customers afterwards: they look at the order and take a next step, or a wrong one, or none.</summary>
internal sealed class OrderSteps(SeedRun run, OrderParticipant orders)
{
    private const int StepsMax = 5;

    private readonly List<(string OrderId, OrderCommand Command)> _sent = [];
    private int _returns;

    /// <summary>A few steps of whatever is to be done for an order.</summary>
    public async Task Drive(Client client, string orderId)
    {
        var order = await Read(client, orderId);
        for (var left = client.Chance.Between(1, StepsMax); left > 0 && order is not null; left--)
        {
            var active = order.Fulfilments.Where(f => f.IsActive).ToList();
            if (active.Count == 0 || Next(client, client.Chance.Pick(active)) is not { } command)
                return;
            order = await Step(client, orderId, command);
        }
    }

    public Task Cancel(Client client, string orderId) => Step(client, orderId, new CancelOrder("not wanted any more"));

    public async Task Return(Client client, string orderId)
    {
        var order = await Read(client, orderId);
        var had = order?.Fulfilments.FirstOrDefault(f => f.State is FulfilmentState.Collected or FulfilmentState.Delivered);
        if (had is null)
            return;
        var line = client.Chance.Pick(had.Lines);
        var condition = client.Chance.Is(0.3) ? GoodsCondition.Damaged : GoodsCondition.Resaleable;
        var returned = new ReturnedLine(line.Sku, client.Chance.Between(1, line.Quantity), condition);
        await Step(client, orderId, new ReturnGoods($"return-{++_returns}", had.LocationId, [returned]));
    }

    /// <summary>A step of long ago, word for word.</summary>
    public async Task Again(Client client)
    {
        if (_sent.Count == 0)
            return;
        var (orderId, command) = client.Chance.Pick(_sent);
        await Step(client, orderId, command);
    }

    /// <summary>Null: nobody does anything.</summary>
    private static OrderCommand? Next(Client client, FulfilmentFigures f) => f.State switch
    {
        FulfilmentState.Assigned => client.Chance.Below(100) switch
        {
            < 70 => new AcceptFulfilment(f.FulfilmentId),
            < 88 => new RejectFulfilment(f.FulfilmentId, "no-staff"),
            _ => null,
        },
        FulfilmentState.Accepted => client.Chance.Below(100) switch
        {
            < 60 => new PickFulfilment(f.FulfilmentId),
            < 88 => new PickFulfilment(f.FulfilmentId, Found(client, f.Lines)),
            _ => new RejectFulfilment(f.FulfilmentId, "damaged"),
        },
        FulfilmentState.Picking => new PackFulfilment(f.FulfilmentId),
        FulfilmentState.Packed when f.Method is OrderMethod.Pickup or OrderMethod.Curbside => new ReadyFulfilment(f.FulfilmentId, 1),
        FulfilmentState.Packed => new ShipFulfilment(f.FulfilmentId),
        FulfilmentState.Shipped when f.Method is OrderMethod.ShipToStore => new ReadyFulfilment(f.FulfilmentId, 1),
        FulfilmentState.Shipped => new DeliverFulfilment(f.FulfilmentId),
        FulfilmentState.ReadyForPickup => client.Chance.Is(0.7) ? new CollectFulfilment(f.FulfilmentId) : null,
        _ => null,
    };

    /// <summary>Fewer than were to be picked, none at all perhaps.</summary>
    private static ImmutableArray<OrderLine> Found(Client client, ImmutableArray<OrderLine> lines) =>
        OrderLines.Sum(lines.Select(line => line with { Quantity = client.Chance.Between(0, line.Quantity) })).RemoveAll(line => line.Quantity == 0);

    private static async Task<OrderFigures?> Read(Client client, string orderId) =>
        (await client.Insist($"read {orderId}", silo => client.Door.ReadOrder(silo, orderId))).Value?.Order;

    private async Task<OrderFigures?> Step(Client client, string orderId, OrderCommand command)
    {
        _sent.Add((orderId, command));
        var existed = orders.Find(orderId) is { Exists: true };
        var reply = await client.Insist($"{orderId} {command.GetType().Name}", silo => client.Door.Step(silo, orderId, command));
        if (reply is not { IsKnown: true, Value: { } answer })
            return null;
        if (answer.Problem == OrderProblem.UnknownOrder && existed)
            run.World.Violate("an order exists for ever", $"{orderId} is placed, and is not known for {command.GetType().Name}");
        return answer.Order;
    }
}
