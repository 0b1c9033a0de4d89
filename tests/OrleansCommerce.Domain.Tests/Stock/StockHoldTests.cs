using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

public sealed class StockHoldTests
{
    [Fact]
    public void Fulfil_InParts_LeavesTheRestHeldUntilNothingRemains()
    {
        var item = Item.With(5);
        item.Reserve("r", 3);
        Assert.Equal(StockRefusalCode.NotConfirmed, item.Refusal(new Fulfil("r")));
        item.Do(new Confirm("r"));

        Assert.Equal((HoldStatus.Confirmed, 1), Seen(item.Do(new Fulfil("r", 2, "f-1"))));
        Assert.Equal(StockRefusalCode.InsufficientStock, item.Refusal(new Fulfil("r", 2, "f-2")));
        Assert.Equal(StockRefusalCode.QuantityLimit, item.Refusal(new Fulfil("r", 0, "f-2")));
        Assert.Equal((HoldStatus.Fulfilled, 0), Seen(item.Do(new Fulfil("r"))));
        Assert.Equal((2, 0, 3), (item.State.OnHand, item.State.Reserved, item.State.GoneOut));
    }

    [Fact]
    public void Fulfil_RetriedAfterMoreHasLeft_GetsTheFirstAnswer()
    {
        var item = Item.With(5);
        item.Reserve("r", 3);
        item.Do(new Confirm("r"));
        item.Do(new Fulfil("r", 1, "f-1"));
        item.Do(new Fulfil("r", null, "f-2"));

        Assert.Equal((HoldStatus.Confirmed, 2), Seen(item.Do(new Fulfil("r", 1, "f-1"))));
        Assert.Equal(StockRefusalCode.IdReused, item.Refusal(new Fulfil("r", null, "f-1")));
        Assert.Equal(StockRefusalCode.NotHeld, item.Refusal(new Fulfil("r", 1, "f-3")));
        Assert.Equal(2, item.State.OnHand);
    }

    [Fact]
    public void Reserve_RetriedAfterItWasExtendedAndReleased_GetsTheFirstAnswer()
    {
        var item = Item.With(5);
        var first = item.Reserve("r", 2).Hold;
        item.Do(new Extend("r", 900));
        item.After(5).Do(new Release("r"));

        Assert.Equal(first, item.Reserve("r", 2).Hold);
        Assert.Equal(StockRefusalCode.IdReused, item.Reserve("r", 3).Refusal?.Code);
        Assert.Equal(5, item.State.Available);
    }

    [Fact]
    public void Reserve_BasketLineInItsNextRound_IsHeldAgainAndItsLastEndCounts()
    {
        var item = Item.With(5);
        item.Do(new Reserve("r", 2, 600, null, true, 1));
        item.Do(new Release("r", Decided: true));
        item.Do(new Reserve("r", 2, 600, null, true, 2));
        item.Do(new Confirm("r", Decided: true));
        item.Do(new Fulfil("r"));

        Assert.Equal(HoldStatus.Fulfilled, item.State.FindReservation("r")?.Status);
        Assert.Equal(HoldStatus.Fulfilled, item.Do(new Confirm("r", Decided: true)).Hold?.Status);
        Assert.Equal(StockRefusalCode.UnknownReservation, item.Refusal(new Confirm("r")));
    }

    [Fact]
    public void Extend_ByLessThanIsLeft_NeverShortens()
    {
        var item = Item.With(1);
        var until = item.Reserve("r").Hold!.HeldUntil;

        Assert.Equal(until, item.Do(new Extend("r", 1, "e-1")).Hold?.HeldUntil);
        Assert.Equal(StockRefusalCode.QuantityLimit, item.Refusal(new Extend("r", StockLimits.TtlSecondsMax + 1)));
        Assert.Equal(StockRefusalCode.IdReused, item.Refusal(new Extend("r", 2, "e-1")));
    }

    [Fact]
    public void Abort_OfAnotherAttempt_ChangesNothing()
    {
        var item = Item.With(1);
        item.ReserveForBasket("r");
        item.Do(new Prepare("r", 2));

        Assert.Empty(item.Do(new Abort("r", 1)).Events);
        Assert.Empty(item.Do(new Prepare("r", 1)).Events);
        Assert.Equal([("r", 2)], item.State.InDoubt(item.Clock.AddSeconds(2)));
        Assert.Single(item.Do(new Abort("r", 2)).Events);
        Assert.Empty(item.State.InDoubt(item.Clock.AddSeconds(2)));
    }

    [Fact]
    public void Confirm_OfAnEarlierAttemptThatComesLate_LeavesTheHoldWaitingForTheLaterOne()
    {
        var item = Item.With(1);
        item.ReserveForBasket("r");
        item.Do(new Prepare("r", 1));
        item.Do(new Prepare("r", 2));

        // Were it settled by this, it would never ask what became of the later attempt, and stay held when that released the basket.
        Assert.Empty(item.Do(new Confirm("r", Decided: true, Attempt: 1)).Events);
        Assert.Equal([("r", 2)], item.State.InDoubt(item.Clock.AddSeconds(2)));
        Assert.Single(item.Do(new Confirm("r", Decided: true, Attempt: 2)).Events);
        Assert.Empty(item.State.InDoubt(item.Clock.AddSeconds(2)));
        Assert.Empty(item.Do(new Confirm("r", Decided: true, Attempt: 1)).Events);
        Assert.Equal(HoldStatus.Confirmed, item.State.FindReservation("r")?.Status);
    }

    [Fact]
    public void Release_OfAConfirmedHoldThatWasPrepared_GivesTheRestBack()
    {
        var item = Item.With(5);
        item.ReserveForBasket("r", 3);
        item.Do(new Confirm("r", Decided: true));
        item.Do(new Fulfil("r", 1, "f-1"));
        item.Do(new Prepare("r", 4));
        Assert.Equal(StockRefusalCode.Pending, item.Refusal(new Fulfil("r")));

        Assert.Equal((HoldStatus.Released, 2), Seen(item.Do(new Release("r", Decided: true))));
        Assert.Equal((4, 4), (item.State.OnHand, item.State.Available));
    }

    private static (HoldStatus?, long?) Seen(StockDecision decision) => (decision.Hold?.Status, decision.Hold?.Remaining);
}
