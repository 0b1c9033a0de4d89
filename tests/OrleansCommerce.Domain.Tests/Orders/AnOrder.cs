using OrleansCommerce.Domain.Orders;

namespace OrleansCommerce.Domain.Tests.Orders;

/// <summary>One order on its own clock: decides, applies what was decided, and hands back the decision.</summary>
internal sealed class AnOrder
{
    public OrderState State { get; } = new();
    public List<OrderEvent> Stream { get; } = [];
    public DateTimeOffset Clock { get; set; } = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public Fulfilment F1 => State.Find("f-1")!;

    /// <summary>Two of a and three of b, all from one location.</summary>
    public static AnOrder Of(OrderMethod method)
    {
        var order = new AnOrder();
        Assert.Null(order.Do(Placing(Assign("f-1", method))).Refusal);
        return order;
    }

    public static PlaceOrder Placing(params Assignment[] assignments) =>
        new("o-1", "c-1", "web", [new("a", 2), new("b", 3)], [.. assignments], []);

    public static Assignment Assign(string id, OrderMethod method, string locationId = "s-1") => new(
        id, locationId, method, [new("a", 2), new("b", 3)], null, "r-1", 600,
        method switch { OrderMethod.Pickup or OrderMethod.Curbside => locationId, OrderMethod.ShipToStore => "s-9", _ => null });

    public OrderDecision Do(OrderCommand command)
    {
        var decision = OrderMachine.Decide(State, command, Clock);
        foreach (var happened in decision.Events)
        {
            OrderMachine.Apply(State, happened);
            Stream.Add(happened);
        }

        return decision;
    }

    public AnOrder Through(params OrderCommand[] commands)
    {
        Assert.All(commands, command => Assert.Null(Do(command).Refusal));
        return this;
    }

    public IEnumerable<OrderEffect> Effects => Stream.SelectMany(happened => OrderEffects.Of("o-1", happened));
}
