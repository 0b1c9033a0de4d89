using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

public sealed class HeldTransferTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private static readonly Move Out = new("t/out", MovementKind.TransferOut, 4, HeldBy: "t");

    [Fact]
    public void TransferOut_OfWhatIsHeldForIt_EndsTheHoldInTheSameAppend()
    {
        var state = Holding(4, isConfirmed: true);
        var decision = Do(state, Out);
        Assert.Equal([typeof(HoldEnded), typeof(Moved)], decision.Events.Select(e => e.GetType()));
        Assert.Equal((6, 0, 6, 0), (state.OnHand, state.Reserved, state.Available, state.LiveHolds));
        Assert.Equal(state.Figures(), ((Moved)decision.Events[1]).After);
        Assert.True(state.Figures().Balanced);
        Assert.Empty(Do(state, Out).Events);
    }

    [Fact]
    public void TransferOut_OfWhatIsHeldForIt_LeavesWhateverWasSoldMeanwhile()
    {
        var state = Holding(4, isConfirmed: true);
        Do(state, new Move("till", MovementKind.Sale, 9));
        Assert.Null(Do(state, Out).Refusal);
        Assert.Equal((-3, 0), (state.OnHand, state.Reserved));
        Assert.True(state.Figures().Balanced);
    }

    [Theory]
    [InlineData(true, 4, "other")]
    [InlineData(true, 3, "t")]
    [InlineData(false, 4, "t")]
    public void TransferOut_OfWhatIsNotHeldForIt_TakesOnlyWhatNobodyHolds(bool isConfirmed, long held, string heldBy)
    {
        var state = Holding(held, isConfirmed);
        Do(state, new Move("till", MovementKind.Sale, 4));
        Assert.Equal(StockRefusalCode.InsufficientStock, Do(state, Out with { HeldBy = heldBy }).Refusal?.Code);
        Assert.Equal(held, state.Reserved);
    }

    private static StockState Holding(long quantity, bool isConfirmed)
    {
        var state = new StockState();
        Do(state, new Move("opening", MovementKind.Receipt, 10));
        Do(state, new Reserve("t", quantity, 600, null, OfBasket: true, Round: 1));
        if (isConfirmed)
        {
            Do(state, new Confirm("t", Decided: true));
        }

        return state;
    }

    private static StockDecision Do(StockState state, StockCommand command)
    {
        var decision = StockMachine.Decide(state, command, Start);
        foreach (var happened in decision.Events)
        {
            StockMachine.Apply(state, happened);
        }

        return decision;
    }
}
