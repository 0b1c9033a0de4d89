using OrleansCommerce.Domain.Orders;
using static OrleansCommerce.Domain.Orders.FulfilmentState;

namespace OrleansCommerce.Domain.Tests.Orders;

/// <summary>The steps of each method, each from every state.</summary>
public sealed class OrderStepTests
{
    private static readonly Dictionary<FulfilmentState, OrderCommand> Steps = new()
    {
        [Accepted] = new AcceptFulfilment("f-1"),
        [Picking] = new PickFulfilment("f-1"),
        [Packed] = new PackFulfilment("f-1"),
        [ReadyForPickup] = new ReadyFulfilment("f-1", 3_600),
        [Collected] = new CollectFulfilment("f-1"),
        [Shipped] = new ShipFulfilment("f-1", "t-1"),
        [Delivered] = new DeliverFulfilment("f-1"),
    };

    public static TheoryData<OrderMethod, FulfilmentState[]> Lives => new()
    {
        { OrderMethod.Pickup, [Accepted, Picking, Packed, ReadyForPickup, Collected] },
        { OrderMethod.Curbside, [Accepted, Picking, Packed, ReadyForPickup, Collected] },
        { OrderMethod.Delivery, [Accepted, Picking, Packed, Shipped, Delivered] },
        { OrderMethod.ShipToStore, [Accepted, Picking, Packed, Shipped, ReadyForPickup, Collected] },
        { OrderMethod.DropShip, [Accepted, Shipped, Delivered] },
        { OrderMethod.DropShip, [Accepted, Picking, Packed, Shipped, Delivered] },
    };

    /// <summary>At each point of a good life: the next step is taken, those before are done already, those that skip one are refused.</summary>
    [Theory]
    [MemberData(nameof(Lives))]
    public void Step_InOrder_IsTakenRepeatedAndNeverSkipped(OrderMethod method, FulfilmentState[] life)
    {
        var order = AnOrder.Of(method);
        for (var at = 0; at < life.Length; at++)
        {
            Assert.Equal(OrderStatus.Open, order.State.Status);
            foreach (var (state, step) in Steps.Where(step => step.Key != life[at] && !(method == OrderMethod.DropShip && at == 1)))
            {
                var decision = OrderMachine.Decide(order.State, step, order.Clock);
                Assert.Equal(life.Take(at).Contains(state) ? null : OrderRefusal.WrongState, decision.Refusal);
                Assert.Empty(decision.Events);
            }

            Assert.Single(order.Do(Steps[life[at]]).Events);
            Assert.Equal(life[at], order.F1.State);
        }

        Assert.Equal(OrderStatus.Completed, order.State.Status);
        Assert.Equal(OrderRefusal.WrongState, order.Do(new CancelOrder("late")).Refusal);
        Assert.Single(order.Effects.OfType<IssueUnits>());
        Assert.Equal(order.Stream.Count, order.State.History.Count);
    }

    [Theory]
    [MemberData(nameof(Lives))]
    public void Cancel_AtEachStage_TakesBackWhatHasNotLeft(OrderMethod method, FulfilmentState[] life)
    {
        for (var steps = 0; steps < life.Length; steps++)
        {
            var order = AnOrder.Of(method).Through([.. life.Take(steps).Select(state => Steps[state])]);
            var hasLeft = order.F1.State == Shipped;
            var decision = order.Do(new CancelOrder("changed my mind"));

            Assert.Equal(hasLeft ? OrderRefusal.WrongState : null, decision.Refusal);
            Assert.Equal(hasLeft ? OrderStatus.Open : OrderStatus.Cancelled, order.State.Status);
            if (!hasLeft)
            {
                Assert.Equal(order.State.Lines, order.State.Cancelled);
                Assert.Empty(order.Do(new CancelOrder("again")).Events);
                // What was sent to a store is received there; all else was never off the books.
                Assert.Equal(order.F1.HasLeft ? ["s-9"] : [], order.Effects.OfType<ReceiveUnits>().Select(effect => effect.LocationId));
                Assert.Equal(!order.F1.HasLeft, order.Effects.OfType<ReleaseUnits>().Any());
            }
        }
    }

    [Fact]
    public void ShipToStore_FromTheStoreItself_IsNotShipped()
    {
        var order = new AnOrder();
        order.Through(AnOrder.Placing(AnOrder.Assign("f-1", OrderMethod.ShipToStore, "s-9")), Steps[Accepted], Steps[Picking], Steps[Packed]);

        Assert.Equal(OrderRefusal.WrongState, order.Do(Steps[Shipped]).Refusal);
        order.Through(Steps[ReadyForPickup], Steps[Collected]);
        Assert.Equal("s-9", Assert.Single(order.Effects.OfType<IssueUnits>()).LocationId);
    }

    [Fact]
    public void Reject_BeforeThePick_GivesItsLinesBackToBeRoutedElsewhere()
    {
        var order = AnOrder.Of(OrderMethod.Pickup).Through(Steps[Accepted], new RejectFulfilment("f-1", "no-staff"));

        Assert.Equal((Rejected, OrderStatus.Open), (order.F1.State, order.State.Status));
        Assert.Equal(order.State.Lines, order.State.Unassigned);
        Assert.Equal(["s-1"], order.State.UnableLocations);
        Assert.Empty(order.Do(new RejectFulfilment("f-1", "no-staff")).Events);
        Assert.Equal(OrderRefusal.WrongState, order.Do(new RejectFulfilment("f-1", "other")).Refusal);
        order.Through(new AssignFulfilment(AnOrder.Assign("f-2", OrderMethod.Pickup, "s-2")));
        Assert.Empty(order.State.Unassigned);
        Assert.Equal(OrderRefusal.TooMany, order.Do(new AssignFulfilment(AnOrder.Assign("f-3", OrderMethod.Pickup, "s-3"))).Refusal);
    }

    [Fact]
    public void Reject_ForNoReason_IsRefused()
    {
        Assert.Equal(OrderRefusal.Invalid, AnOrder.Of(OrderMethod.Pickup).Do(new RejectFulfilment("f-1", " ")).Refusal);
        Assert.Equal(OrderRefusal.Invalid, AnOrder.Of(OrderMethod.Pickup).Do(new RejectFulfilment("f-1", new string('x', 201))).Refusal);
        Assert.Null(AnOrder.Of(OrderMethod.Pickup).Do(new RejectFulfilment("f-1", "the till is on fire")).Refusal);
    }

    [Fact]
    public void Pick_Short_CorrectsCountsAndRoutesTheRest()
    {
        var order = AnOrder.Of(OrderMethod.Delivery).Through(Steps[Accepted], new PickFulfilment("f-1", [new("b", 1)]));

        Assert.Equal([new OrderLine("a", 2), new("b", 2)], order.State.Unassigned);
        Assert.Equal([new OrderLine("b", 1)], order.F1.Lines);
        Assert.Equal(["s-1"], order.State.UnableLocations);
        Assert.Equal(order.State.Unassigned, Assert.Single(order.Effects.OfType<CorrectAndCount>()).Missing);
        Assert.Equal(order.State.Unassigned, Assert.Single(order.Effects.OfType<RouteAgain>()).Lines);
        Assert.Empty(order.Do(new PickFulfilment("f-1", [new("b", 1)])).Events);
        Assert.Equal(OrderRefusal.WrongState, order.Do(Steps[Picking]).Refusal);
    }

    [Fact]
    public void Lose_SomeOfWhatIsNotPicked_RoutesThatAndKeepsTheRest()
    {
        var order = AnOrder.Of(OrderMethod.Pickup).Through(Steps[Accepted]);

        Assert.Empty(order.Do(new LoseUnits("r-2", "s-1", "b", 0)).Events);
        Assert.Empty(order.Do(new LoseUnits("r-1", "s-2", "b", 0)).Events);
        Assert.Empty(order.Do(new LoseUnits("r-1", "s-1", "b", 3)).Events);
        order.Through(new LoseUnits("r-1", "s-1", "b", 1));
        Assert.Empty(order.Do(new LoseUnits("r-1", "s-1", "b", 1)).Events);
        order.Through(new LoseUnits("r-1", "s-1", "b", 0));

        Assert.Equal([new OrderLine("a", 2)], order.F1.Lines);
        Assert.Equal([new OrderLine("b", 3)], order.State.Unassigned);
        Assert.Equal((Accepted, "stock-deficit"), (order.F1.State, order.State.History[^1].Why));
        Assert.Equal(["s-1"], order.State.UnableLocations);
        Assert.Equal([2L, 1L], order.Effects.OfType<ReleaseUnits>().Select(effect => effect.Lines.Single().Quantity));
        Assert.Empty(order.Effects.OfType<ReleasePick>());
        order.Through(Steps[Picking]);
        Assert.Empty(order.Do(Steps[Picking]).Events);
        Assert.Empty(order.Do(new LoseUnits("r-1", "s-1", "a", 0)).Events);
    }

    [Fact]
    public void Lose_Everything_IsARejectionThatIsForgottenOnceTheOrderWaitsForStock()
    {
        var order = AnOrder.Of(OrderMethod.Pickup).Through(new LoseUnits("r-1", "s-1", "a", 0), new LoseUnits("r-1", "s-1", "b", 0));

        Assert.Equal((Rejected, "stock-deficit"), (order.F1.State, order.F1.Reason));
        Assert.Equal(order.State.Lines, order.State.Unassigned);
        Assert.Single(order.Effects.OfType<ReleasePick>());
        Assert.Equal(["s-1"], order.State.UnableLocations);
        order.Through(new BackorderLines(order.State.Lines));
        Assert.Empty(order.State.UnableLocations);
    }

    [Fact]
    public void Pick_Nothing_IsARejection()
    {
        var order = AnOrder.Of(OrderMethod.Delivery).Through(Steps[Accepted], new PickFulfilment("f-1", []));

        Assert.Equal((Rejected, "not-found"), (order.F1.State, order.F1.Reason));
        Assert.Equal(order.State.Lines, order.State.Unassigned);
    }

    [Fact]
    public void Pick_MoreThanWasAsked_IsRefused() => Assert.Equal(
        OrderRefusal.TooMany, AnOrder.Of(OrderMethod.Delivery).Through(Steps[Accepted]).Do(new PickFulfilment("f-1", [new("a", 3)])).Refusal);

    [Fact]
    public void Expire_NotAcceptedInTime_IsRoutedAgainEvenIfTheLocationComesLater()
    {
        var order = AnOrder.Of(OrderMethod.Pickup);
        order.Clock = order.State.NextDue!.Value;
        var decision = order.Do(Steps[Accepted]);

        Assert.Equal((OrderRefusal.WrongState, Expired), (decision.Refusal!.Value, order.F1.State));
        Assert.IsType<FulfilmentTimedOut>(Assert.Single(decision.Events));
        Assert.Single(order.Effects.OfType<RouteAgain>());
    }

    [Fact]
    public void Expire_NotCollectedInTime_IsRestockedAndOff()
    {
        var order = AnOrder.Of(OrderMethod.Pickup).Through(Steps[Accepted], Steps[Picking], Steps[Packed], Steps[ReadyForPickup]);
        order.Clock = order.Clock.AddHours(1);
        order.Through(new ExpireFulfilments());

        Assert.Equal((Expired, OrderStatus.Cancelled), (order.F1.State, order.State.Status));
        Assert.Equal(order.State.Lines, Assert.Single(order.Effects.OfType<ReleaseUnits>()).Lines);
        Assert.Equal(OrderRefusal.WrongState, order.Do(Steps[Collected]).Refusal);
    }
}
