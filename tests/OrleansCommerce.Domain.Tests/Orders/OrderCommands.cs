using System.Collections.Immutable;
using OrleansCommerce.Domain.Orders;

namespace OrleansCommerce.Domain.Tests.Orders;

/// <summary>Draws commands for one order: mostly the next step of one of its fulfilments, now and then anything else.</summary>
internal sealed class OrderCommands(Seeded seeded)
{
    private int _fulfilment;
    private int _return;

    public PlaceOrder Placing()
    {
        ImmutableArray<OrderLine> lines = [new("a", 1 + seeded.Below(5)), new("b", 1 + seeded.Below(5))];
        return seeded.Below(3) switch
        {
            0 => new("o-1", "c-1", "web", lines, [], []),
            1 => new("o-1", null, "web", lines, [Assign(lines)], []),
            _ => new("o-1", null, "store", lines, [Assign([lines[0]])], [lines[1]]),
        };
    }

    public OrderCommand Next(OrderState state)
    {
        var id = state.Fulfilments.Count == 0 || seeded.OneIn(30) ? "f-0" : state.Fulfilments[seeded.Below(state.Fulfilments.Count)].Assignment.FulfilmentId;
        return seeded.Below(100) switch
        {
            < 10 => new AcceptFulfilment(id),
            < 14 => new RejectFulfilment(id, seeded.Pick("no-staff", "the till is on fire", " ")),
            < 26 => new PickFulfilment(id, seeded.OneIn(2) ? Some(state.Find(id)?.Lines ?? [], orMore: true) : null),
            < 36 => new PackFulfilment(id),
            < 46 => new ReadyFulfilment(id, seeded.Pick(900, 900, 0)),
            < 54 => new CollectFulfilment(id),
            < 62 => new ShipFulfilment(id),
            < 70 => new DeliverFulfilment(id),
            < 71 => new CancelOrder("no"),
            < 78 => new ReturnGoods($"x-{_return += seeded.Below(2)}", "s-5", [.. Some(state.Lines, orMore: false).Select(line =>
                new ReturnedLine(line.Sku, line.Quantity, seeded.Pick(GoodsCondition.Resaleable, GoodsCondition.Damaged)))]),
            < 82 => new BackorderLines(Some(state.Unassigned, orMore: true)),
            < 84 => new ExpireFulfilments(),
            < 85 => new TakeReservation(seeded.Pick("r-1", "r-2")),
            < 86 => new DropReservation(seeded.Pick("r-1", "r-2")),
            < 87 => new FinishGivingBack(seeded.Pick("r-1", "r-2")),
            < 88 => new LoseUnits("r-1", seeded.Pick("s-1", "s-2", "s-9"), seeded.Pick("a", "b"), seeded.Below(5)),
            < 89 => new SettleEffects(seeded.Pick(state.Version, state.Version / 2)),
            _ => new AssignFulfilment(Assign(Some([.. state.Unassigned, .. state.Backordered], orMore: true))),
        };
    }

    /// <summary>Some of these lines; now and then more than there is.</summary>
    private ImmutableArray<OrderLine> Some(ImmutableArray<OrderLine> lines, bool orMore) => OrderLines.Sum(lines.Where(_ => !seeded.OneIn(4))
        .Select(line => line with { Quantity = Math.Max(1, line.Quantity - seeded.Below(3) + (orMore && seeded.OneIn(12) ? 5 : 0)) }));

    private Assignment Assign(ImmutableArray<OrderLine> lines)
    {
        var method = seeded.Pick(Enum.GetValues<OrderMethod>());
        var location = seeded.Pick("s-1", "s-2", "s-9");
        // An id comes again now and then, with other content.
        return new(
            $"f-{_fulfilment += seeded.Pick(0, 1, 1, 1, 1, 1)}", location, method, lines, null, "r-1", seeded.Pick(60, 900),
            method switch { OrderMethod.Pickup or OrderMethod.Curbside => location, OrderMethod.ShipToStore => "s-9", _ => null });
    }
}
