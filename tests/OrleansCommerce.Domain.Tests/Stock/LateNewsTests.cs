using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

/// <summary>What a basket's coordinator says of an attempt or a try may arrive when the next one is under way.</summary>
public sealed class LateNewsTests
{
    [Fact]
    public void Confirm_OfAnEarlierAttempt_LeavesTheLaterOnePending()
    {
        var item = Held(round: 1);
        item.Do(new Prepare("r", 1));
        item.Do(new Confirm("r", Decided: true, Attempt: 1));
        item.Do(new Prepare("r", 3));

        var late = item.Do(new Confirm("r", Decided: true, Attempt: 2));

        Assert.Empty(late.Events);
        Assert.Null(late.Refusal);
        Assert.Equal(StockRefusalCode.Pending, item.Do(new Fulfil("r")).Refusal?.Code);
        Assert.Single(item.Do(new Confirm("r", Decided: true, Attempt: 3)).Events);
        Assert.Null(item.Do(new Fulfil("r")).Refusal);
    }

    [Fact]
    public void Release_OfAnEarlierTry_LeavesTheLaterOneHeld()
    {
        var item = Held(round: 2);

        Assert.Empty(item.Do(new Release("r", Decided: true, Round: 1)).Events);

        Assert.Equal(HoldStatus.Held, item.State.FindReservation("r")?.Status);
        Assert.Single(item.Do(new Release("r", Decided: true, Round: 2)).Events);
        Assert.Equal(HoldStatus.Released, item.State.FindReservation("r")?.Status);
    }

    [Fact]
    public void Release_AfterASnapshot_StillKnowsTheTry()
    {
        var restored = StockState.From(Held(round: 2).State.ToSnapshot());

        Assert.Empty(StockMachine.Decide(restored, new Release("r", Decided: true, Round: 1), restored.Time).Events);
    }

    private static Item Held(long round)
    {
        var item = Item.With(5);
        item.Do(new Reserve("r", 2, 600, null, true, round));
        return item;
    }
}
