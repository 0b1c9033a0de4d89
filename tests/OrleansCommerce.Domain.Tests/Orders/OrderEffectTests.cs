using OrleansCommerce.Domain.Orders;

namespace OrleansCommerce.Domain.Tests.Orders;

/// <summary>What an order's events ask of others stays on its list until somebody says that it is done.</summary>
public sealed class OrderEffectTests
{
    [Fact]
    public void SettleEffects_ThroughAVersion_LeavesWhatCameAfterIt()
    {
        var order = AnOrder.Of(OrderMethod.Pickup).Through(new AcceptFulfilment("f-1"));
        Assert.Empty(order.State.PendingEffects);
        order.Through(new PickFulfilment("f-1", [new("b", 1)]));
        var picked = order.State.Version;
        Assert.Equal([typeof(FinishPick), typeof(CorrectAndCount), typeof(RouteAgain)], order.State.PendingEffects.Select(pending => pending.Effect.GetType()));
        order.Through(new CancelOrder("no"));
        Assert.True(order.State.PendingEffects.Count > 3);

        order.Through(new SettleEffects(picked));

        Assert.All(order.State.PendingEffects, pending => Assert.True(pending.Version > picked));
        order.Through(new SettleEffects(order.State.Version));
        Assert.Empty(order.State.PendingEffects);
        Assert.Empty(order.Do(new SettleEffects(order.State.Version)).Events);
    }

    [Fact]
    public void TakeReservation_UntilItsFulfilmentsAreAssigned_IsRemembered()
    {
        var order = new AnOrder();
        order.Do(new TakeReservation("r-1"));
        Assert.Equal(("r-1", false), (order.State.Taking, order.State.Exists));
        order.Do(AnOrder.Placing(AnOrder.Assign("f-1", OrderMethod.Pickup)));
        Assert.Equal((null, true), (order.State.Taking, order.State.Exists));

        order.Through(new RejectFulfilment("f-1", "closed"), new TakeReservation("r-2"), new DropReservation("r-1"));
        Assert.Equal("r-2", order.State.Taking);
        order.Through(new DropReservation("r-2"));
        Assert.Equal((null, "r-2"), (order.State.Taking, order.State.GivingBack));
        order.Through(new FinishGivingBack("r-2"));
        Assert.Null(order.State.GivingBack);
    }

    [Fact]
    public void AssignFulfilments_MoreThanWaits_AssignsNone()
    {
        var order = AnOrder.Of(OrderMethod.Pickup).Through(new RejectFulfilment("f-1", "closed"));
        var (first, second) = (AnOrder.Assign("f-2", OrderMethod.Pickup, "s-2"), AnOrder.Assign("f-3", OrderMethod.Pickup, "s-3"));

        Assert.Equal(OrderRefusal.TooMany, order.Do(new AssignFulfilments([first, second])).Refusal);
        Assert.Single(order.State.Fulfilments);
        order.Through(new AssignFulfilments([first]), new AssignFulfilments([first]));
        Assert.Equal(2, order.State.Fulfilments.Count);
    }
}
