using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

/// <summary>A sale or a count has left less than is held: who goes without.</summary>
public sealed class StockDeficitTests
{
    [Fact]
    public void EndUncovered_CartsAndOrders_EndsTheNewestCartsAndNoMoreThanItMust()
    {
        var item = WithHolds();
        item.Move(MovementKind.Sale, 4);

        var ended = item.Do(new EndUncovered()).Events.Cast<HoldEnded>().ToList();

        // Six are there for nine: the newest cart alone is not enough, the one before it is.
        Assert.Equal(["cart-3", "cart-2"], ended.Select(e => e.Hold.ReservationId));
        Assert.All(ended, e => Assert.Equal((HoldEnd.Uncovered, HoldStatus.Released), (e.End, e.Hold.Status)));
        Assert.Equal((6, 6, 0), (item.State.OnHand, item.State.Reserved, item.State.Deficit));
        Assert.Equal(["order-5"], item.State.ConfirmedNewestFirst().Select(hold => hold.ReservationId));
    }

    [Fact]
    public void EndUncovered_EnoughForAll_WritesNothing()
    {
        var item = WithHolds();
        item.Move(MovementKind.Sale, 0);

        Assert.Empty(item.Do(new EndUncovered()).Events);
        Assert.Equal(0, item.State.Deficit);
    }

    /// <summary>Its coordinator may be confirming it at this moment.</summary>
    [Fact]
    public void EndUncovered_CartWithADecisionUnderWay_IsLeft()
    {
        var item = Item.With(1);
        item.ReserveForBasket("r-1");
        item.Do(new Prepare("r-1", 7));
        item.Move(MovementKind.Count, 0);

        Assert.Empty(item.Do(new EndUncovered()).Events);
        item.Do(new Abort("r-1", 7));
        Assert.Single(item.Do(new EndUncovered()).Events);
    }

    [Fact]
    public void EndUncovered_WhatIsDue_ExpiresFirstAndCounts()
    {
        var item = Item.With(2);
        item.Reserve("short", 1, 10);
        item.Reserve("long", 1, 600);
        item.Move(MovementKind.Sale, 1);

        var decision = item.After(11).Do(new EndUncovered());

        Assert.Equal(HoldEnd.Expired, Assert.IsType<HoldEnded>(Assert.Single(decision.Events)).End);
        Assert.Equal(HoldStatus.Held, item.State.FindReservation("long")!.Status);
    }

    [Fact]
    public void ConfirmedNewestFirst_ByTheTimeOfConfirmation_NotOfTheHold()
    {
        var item = Item.With(10);
        foreach (var id in new[] { "r-1", "r-2", "r-3" })
        {
            item.Reserve(id);
        }

        foreach (var id in new[] { "r-3", "r-1", "r-2" })
        {
            item.After(1).Do(new Confirm(id));
        }

        Assert.Equal(["r-2", "r-1", "r-3"], item.State.ConfirmedNewestFirst().Select(hold => hold.ReservationId));
        Assert.Equal(["r-2", "r-1", "r-3"], StockState.From(item.State.ToSnapshot()).ConfirmedNewestFirst().Select(hold => hold.ReservationId));
        Assert.Equal(["r-3", "r-1", "r-2"], item.State.ConfirmedBefore(item.Clock.AddSeconds(1)).Select(aged => aged.Hold.ReservationId));
        Assert.Equal(["r-3"], item.State.ConfirmedBefore(item.Clock.AddSeconds(-1)).Select(aged => aged.Hold.ReservationId));
    }

    [Fact]
    public void OldestConfirmed_AsHoldsEnd_IsThatOfTheOldestThatIsThere()
    {
        var item = Item.With(1_000);
        var since = new List<DateTimeOffset>();
        for (var i = 0; i < 200; i++)
        {
            item.After(1).Reserve($"r-{i}");
            item.Do(new Confirm($"r-{i}"));
            since.Add(item.Clock);
        }

        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(since[i], item.State.Figures().OldestConfirmed);
            Assert.Equal(since[i], StockState.From(item.State.ToSnapshot()).Figures().OldestConfirmed);
            item.Do(new Fulfil($"r-{i}"));
        }

        Assert.Null(item.State.Figures().OldestConfirmed);
    }

    [Fact]
    public void Snapshot_FromBeforeConfirmationsHadATime_TakesThatOfTheHold()
    {
        var item = Item.With(5);
        item.Reserve("r-1");
        var held = item.Clock;
        item.After(60).Do(new Confirm("r-1"));
        var earlier = item.State.ToSnapshot();
        earlier = earlier with { Holds = [.. earlier.Holds.Select(hold => hold with { ConfirmedAt = null })] };

        var state = StockState.From(earlier);

        Assert.Equal((HoldStatus.Confirmed, held), (state.FindReservation("r-1")!.Status, state.Figures().OldestConfirmed));
    }

    [Fact]
    public void Commands_OnWhatAnOrderHasTaken_AreThatOrdersAlone()
    {
        var item = Item.With(5);
        item.Reserve("r-1", 2);
        Assert.Null(item.Refusal(new Confirm("r-1", OrderId: "o-1")));

        Assert.Equal(StockRefusalCode.TakenByOrder, item.Refusal(new Confirm("r-1", OrderId: "o-2")));
        Assert.Null(item.Refusal(new Confirm("r-1")));
        Assert.Equal(StockRefusalCode.TakenByOrder, item.Refusal(new Release("r-1")));
        Assert.Equal(StockRefusalCode.TakenByOrder, item.Refusal(new Release("r-1", OrderId: "o-2")));
        Assert.Equal(StockRefusalCode.TakenByOrder, item.Refusal(new Fulfil("r-1")));
        Assert.Equal(StockRefusalCode.NotHeld, item.Refusal(new Extend("r-1", 600)));
        Assert.Null(item.Refusal(new Fulfil("r-1", 1, "f-1", HoldOutcome.Released, "o-1")));
        Assert.Null(item.Refusal(new Release("r-1", OrderId: "o-1")));
        Assert.Equal((5, 0), (item.State.OnHand, item.State.Reserved));
    }

    /// <summary>Whoever confirmed it before did not say for whom: the first order to come may take it, and no second one.</summary>
    [Fact]
    public void Confirm_OfWhatNobodyHasTaken_IsTheFirstOrders()
    {
        var item = Item.With(5);
        item.Reserve("r-1", 2);
        item.Do(new Confirm("r-1"));
        var since = item.State.Figures().OldestConfirmed;

        Assert.Single(item.After(5).Do(new Confirm("r-1", OrderId: "o-1")).Events);

        Assert.Equal(StockRefusalCode.TakenByOrder, item.Refusal(new Confirm("r-1", OrderId: "o-2")));
        Assert.Equal(since, item.State.Figures().OldestConfirmed);
        Assert.Equal("o-1", StockState.From(item.State.ToSnapshot()).FindReservation("r-1")!.OrderId);
    }

    /// <summary>Ten on hand; five held by carts in turn, four by an order that is older than the last cart.</summary>
    private static Item WithHolds()
    {
        var item = Item.With(10);
        item.Reserve("cart-1", 2);
        item.After(1).Reserve("cart-2", 2);
        item.After(1).Reserve("order-5", 4);
        item.Do(new Confirm("order-5", OrderId: "o-5"));
        item.After(1).Reserve("cart-3", 1);
        return item;
    }
}
