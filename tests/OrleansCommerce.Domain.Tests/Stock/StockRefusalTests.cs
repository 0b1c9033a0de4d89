using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

public sealed class StockRefusalTests
{
    [Theory]
    [InlineData(MovementKind.Receipt, 1, null)]
    [InlineData(MovementKind.Receipt, 0, StockRefusalCode.QuantityLimit)]
    [InlineData(MovementKind.Receipt, StockLimits.MovementQuantityMax, null)]
    [InlineData(MovementKind.Receipt, StockLimits.MovementQuantityMax + 1, StockRefusalCode.QuantityLimit)]
    [InlineData(MovementKind.Sale, StockLimits.MovementQuantityMax, null)]
    [InlineData(MovementKind.Sale, long.MinValue, StockRefusalCode.QuantityLimit)]
    [InlineData(MovementKind.Count, 0, null)]
    [InlineData(MovementKind.Count, -1, StockRefusalCode.QuantityLimit)]
    [InlineData(MovementKind.Adjustment, -5, null)]
    [InlineData(MovementKind.Adjustment, -6, StockRefusalCode.InsufficientStock)]
    [InlineData(MovementKind.Adjustment, 0, StockRefusalCode.QuantityLimit)]
    [InlineData(MovementKind.Adjustment, long.MinValue, StockRefusalCode.QuantityLimit)]
    [InlineData(MovementKind.Damage, 5, null)]
    [InlineData(MovementKind.Damage, 6, StockRefusalCode.InsufficientStock)]
    [InlineData(MovementKind.TransferOut, 3, null)]
    [InlineData(MovementKind.TransferOut, 4, StockRefusalCode.InsufficientStock)]
    public void Move_OfFiveOnHandWithTwoHeld_IsRefusedBeyondItsLimit(MovementKind kind, long quantity, StockRefusalCode? refusal)
    {
        var item = Item.With(5);
        item.Reserve("r-1", 2);

        Assert.Equal(refusal, item.Move(kind, quantity).Refusal?.Code);
    }

    [Fact]
    public void Move_SaleOfMoreThanThereIs_IsAcceptedAndNamesTheDeficit()
    {
        var item = Item.With(5);
        item.Reserve("r-1", 2);

        Assert.Equal(5, Assert.IsType<Moved>(item.Move(MovementKind.Sale, 8).Events[^1]).Deficit);
        Assert.Equal((-3, -5), (item.State.OnHand, item.State.Available));
    }

    [Fact]
    public void Move_ReceiptBeyondWhatMayEverBeReceived_IsRefusedButASaleIsNot()
    {
        var item = new Item();
        for (var i = 0; i < StockLimits.OnHandMax / StockLimits.MovementQuantityMax; i++)
        {
            Assert.Null(item.Move(MovementKind.Receipt, StockLimits.MovementQuantityMax).Refusal);
        }

        Assert.Equal(StockRefusalCode.QuantityLimit, item.Move(MovementKind.Receipt, 1).Refusal?.Code);
        Assert.Null(item.Move(MovementKind.Sale, 1).Refusal);
        Assert.Null(item.Move(MovementKind.Count, 3).Refusal);
    }

    [Fact]
    public void Move_CountOfAnotherVersion_IsRefusedAndOtherKindsDoNotLook()
    {
        var item = Item.With(5);

        Assert.Equal(StockRefusalCode.VersionMismatch, item.Refusal(new Move("m", MovementKind.Count, 4, ExpectedVersion: 2)));
        Assert.Null(item.Refusal(new Move("m", MovementKind.Count, 4, ExpectedVersion: 1)));
        Assert.Null(item.Refusal(new Move("s", MovementKind.Sale, 4, ExpectedVersion: 99)));
    }

    [Theory]
    [InlineData(1, 1, null)]
    [InlineData(StockLimits.ReservationQuantityMax, StockLimits.TtlSecondsMax, null)]
    [InlineData(StockLimits.ReservationQuantityMax + 1, 1, StockRefusalCode.QuantityLimit)]
    [InlineData(0, 1, StockRefusalCode.QuantityLimit)]
    [InlineData(1, 0, StockRefusalCode.QuantityLimit)]
    [InlineData(1, StockLimits.TtlSecondsMax + 1, StockRefusalCode.QuantityLimit)]
    public void Reserve_AtAndBeyondItsLimits_IsHeldOrRefused(long quantity, int ttlSeconds, StockRefusalCode? refusal) =>
        Assert.Equal(refusal, Item.With(StockLimits.MovementQuantityMax).Reserve("r-1", quantity, ttlSeconds).Refusal?.Code);

    [Fact]
    public void Reserve_BeyondAvailable_NamesWhatWasAskedAndWhatThereIs()
    {
        var item = Item.With(5);
        item.Do(new SetSafetyStock(2));

        Assert.Equal(new StockRefusal(StockRefusalCode.InsufficientStock, 4, 3), item.Reserve("r-1", 4).Refusal);
        Assert.Null(item.Reserve("r-1", 3).Refusal);
    }

    [Fact]
    public void Reserve_AtTheCapOfLiveHolds_IsRefused()
    {
        var item = Item.With(StockLimits.LiveHoldsMax + 1);
        var until = item.Clock.AddSeconds(600);
        for (var i = 0; i < StockLimits.LiveHoldsMax - 1; i++)
        {
            StockMachine.Apply(item.State, new Held(item.Clock, $"r-{i}", 1, until, 600, null, false));
        }

        Assert.Null(item.Reserve("last").Refusal);
        Assert.Equal(StockRefusalCode.TooManyHolds, item.Reserve("one-more").Refusal?.Code);
    }

    [Fact]
    public void HoldCommands_ReservationNeverSeen_AreUnknown()
    {
        StockCommand[] commands = [new Prepare("r", 1), new Confirm("r"), new Release("r"), new Extend("r", 1), new Fulfil("r")];

        Assert.All(commands, c => Assert.Equal(StockRefusalCode.UnknownReservation, Item.With(1).Refusal(c)));
    }

    [Fact]
    public void HoldCommands_ReservationReleased_AreNotHeldAndReleaseIsDone()
    {
        var item = Item.With(1);
        item.Reserve("r");
        item.Do(new Release("r"));
        StockCommand[] commands = [new Prepare("r", 1), new Confirm("r"), new Extend("r", 1), new Fulfil("r")];

        Assert.All(commands, c => Assert.Equal(StockRefusalCode.NotHeld, item.Refusal(c)));
        Assert.Equal(HoldStatus.Released, item.Do(new Release("r")).Hold?.Status);
    }

    [Fact]
    public void HoldCommands_WhileADecisionIsUnderWay_ArePending()
    {
        var item = Item.With(1);
        item.ReserveForBasket("r");
        item.Do(new Prepare("r", 1));
        StockCommand[] strangers = [new Confirm("r"), new Release("r")];

        Assert.Equal(StockRefusalCode.Pending, item.Refusal(new Extend("r", 1)));
        Assert.All(strangers, c => Assert.Equal(StockRefusalCode.UnknownReservation, item.Refusal(c)));
    }

    [Fact]
    public void Prepare_AttemptZero_IsABugAndThrows()
    {
        var item = Item.With(1);
        item.ReserveForBasket("r");

        Assert.Throws<ArgumentOutOfRangeException>(() => item.Do(new Prepare("r", 0)));
        Assert.Empty(item.Do(new Abort("r", 0)).Events);
    }

    [Fact]
    public void Apply_UnknownOrUnfittingEvent_Throws()
    {
        var state = new StockState();

        Assert.Throws<InvalidOperationException>(() => StockMachine.Apply(state, new Unheard(DateTimeOffset.UnixEpoch)));
        Assert.Throws<InvalidOperationException>(() => StockMachine.Apply(state, new Confirmed(DateTimeOffset.UnixEpoch, "r")));
        Assert.False(state.Exists);
    }

    private sealed record Unheard(DateTimeOffset At) : StockEvent(At);
}
