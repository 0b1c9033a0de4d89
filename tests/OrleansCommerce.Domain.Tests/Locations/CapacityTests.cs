using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Tests.Locations;

public sealed class CapacityTests
{
    private static readonly DateTimeOffset Now = Places.Utc("2026-11-22T10:00");
    private static readonly PickSlot Noon = new(Now.AddHours(2), Now.AddHours(3));

    private readonly CapacityState _state = new();
    private DateTimeOffset _clock = Now;

    [Fact]
    public void HoldSlot_OfASlotThatIsFull_NamesWhatWasAskedAndWhatIsLeft()
    {
        Do(new SetCapacity(3));
        Do(Hold("r-1", 2));

        Assert.Equal(new CapacityRefusal(CapacityRefusalCode.InsufficientCapacity, 2, 1), Do(Hold("r-2", 2)).Refusal);
        Assert.Null(Do(Hold("r-3", 1)).Refusal);
        Assert.Equal((3L, 0L), (_state.Slot(Noon).Taken, _state.Slot(Noon).Left));
    }

    [Fact]
    public void HoldSlot_CapacityOfNothing_IsRefusedAndOfNoStatedLimitIsNot()
    {
        Assert.Null(Do(Hold("r-1", 1_000)).Refusal);
        Do(new SetCapacity(0));

        Assert.Equal(CapacityRefusalCode.InsufficientCapacity, Do(Hold("r-2", 1)).Refusal?.Code);
    }

    [Fact]
    public void SetCapacity_BelowWhatIsHeld_IsAcceptedAndNamesTheSlots()
    {
        Do(new SetCapacity(5));
        Do(Hold("r-1", 4));
        var happened = Assert.IsType<CapacitySet>(Do(new SetCapacity(3)).Events[^1]);

        Assert.Equal([new Overbooking(Noon, 4, 3)], happened.Overbooked);
        Assert.Equal([new Overbooking(Noon, 4, 3)], _state.Overbooked());
        Assert.Equal(1, happened.Overbooked[0].Excess);
    }

    [Fact]
    public void SetSlotCapacity_OneSlot_LeavesTheOthers()
    {
        var later = new PickSlot(Noon.End, Noon.End.AddHours(1));
        Do(new SetCapacity(5));
        Do(new SetSlotCapacity(Noon, 1));

        Assert.Equal((1L, 5L), (_state.Slot(Noon).Left, _state.Slot(later).Left));
        Do(new SetSlotCapacity(Noon, null));
        Assert.Equal(5, _state.Slot(Noon).Left);
    }

    [Fact]
    public void HoldSlot_AfterTheGridHasChanged_GivesNothingAwayTwice()
    {
        Do(new SetCapacity(2));
        Do(Hold("r-1", 2));
        var half = new PickSlot(Noon.Start, Noon.Start.AddMinutes(30));

        Assert.Equal(CapacityRefusalCode.InsufficientCapacity, Do(Hold("r-2", 1) with { Slot = half }).Refusal?.Code);
        Do(new ReleaseSlot("r-1"));
        Assert.Null(Do(Hold("r-3", 1) with { Slot = half }).Refusal);
    }

    [Fact]
    public void Hold_DueAtItsTime_ExpiresWithTheNextCommandAndFreesTheSlotInIt()
    {
        Do(new SetCapacity(1));
        Do(Hold("r-1", 1));
        _clock = Now.AddSeconds(600);
        var decision = Do(Hold("r-2", 1));

        Assert.Equal(["SlotHoldEnded", "SlotHeld"], decision.Events.Select(e => e.GetType().Name));
        _clock = Now;
        Assert.Equal(CapacityRefusalCode.NotHeld, Do(new ConfirmSlot("r-1")).Refusal?.Code);
    }

    [Fact]
    public void Prepare_Hold_WaitsForItsDecisionBeyondItsTime()
    {
        Do(Hold("r-1", 1) with { OfBasket = true });
        Do(new PrepareSlot("r-1", 7));
        _clock = Now.AddHours(1);

        Assert.Equal([("r-1", 7L)], _state.InDoubt(_clock));
        Assert.Empty(Do(new ExpireDueSlots()).Events);
        Assert.Equal(SlotHoldStatus.Confirmed, Do(new ConfirmSlot("r-1", Decided: true)).Hold?.Status);
        Assert.Equal(1, _state.Backlog);
    }

    [Fact]
    public void Confirm_OfAnEarlierAttemptThatComesLate_LeavesTheHoldWaitingForTheLaterOne()
    {
        Do(Hold("r-1", 1) with { OfBasket = true });
        Do(new PrepareSlot("r-1", 1));
        Do(new PrepareSlot("r-1", 2));

        Assert.Empty(Do(new ConfirmSlot("r-1", Decided: true, Attempt: 1)).Events);
        Assert.Equal([("r-1", 2L)], _state.InDoubt(Now.AddSeconds(2)));
        Assert.Single(Do(new ConfirmSlot("r-1", Decided: true, Attempt: 2)).Events);
    }

    [Fact]
    public void FinishWork_Done_LeavesTheBacklogButNotTheSlot()
    {
        Do(new SetCapacity(1));
        Do(Hold("r-1", 1));
        Do(new ConfirmSlot("r-1"));
        Do(new FinishWork("r-1"));

        Assert.Equal((0L, 1L, 0L), (_state.Backlog, _state.Figures().Done, _state.Slot(Noon).Left));
        Assert.Empty(Do(new FinishWork("r-1")).Events);
    }

    [Fact]
    public void Backlog_OfASlotLongPast_IsStillToBeDone()
    {
        Do(Hold("r-1", 1));
        Do(new ConfirmSlot("r-1"));
        _clock = Now.AddDays(5);
        Do(new SetCapacity(4));

        Assert.Equal(1, _state.Backlog);
        Do(new FinishWork("r-1"));
        Assert.Empty(_state.ToSnapshot().Slots);
    }

    [Theory]
    [InlineData(0, 60, CapacityRefusalCode.InvalidSlot)]
    [InlineData(1_441, 60, CapacityRefusalCode.InvalidSlot)]
    [InlineData(60, 89_000, CapacityRefusalCode.InvalidSlot)]
    [InlineData(60, -60, CapacityRefusalCode.SlotPast)]
    [InlineData(60, -59, null)]
    public void HoldSlot_OfASlotThatIsNone_IsRefused(int minutes, int startsIn, CapacityRefusalCode? code)
    {
        var start = Now.AddMinutes(startsIn);

        Assert.Equal(code, Do(Hold("r", 1) with { Slot = new(start, start.AddMinutes(minutes)) }).Refusal?.Code);
    }

    [Fact]
    public void HoldSlot_AtTheCapOfLiveHolds_IsRefused()
    {
        for (var i = 0; i < CapacityLimits.LiveHoldsMax; i++)
        {
            CapacityMachine.Apply(_state, new SlotHeld(Now, $"r-{i}", Noon, 1, Now.AddHours(1), 600, null, false));
        }

        Assert.Equal(CapacityRefusalCode.TooManyHolds, Do(Hold("one-more", 1)).Refusal?.Code);
    }

    [Fact]
    public void Apply_UnknownOrUnfittingEvent_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => CapacityMachine.Apply(_state, new SlotConfirmed(Now, "nobody")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Do(new PrepareSlot("r", 0)));
    }

    private static HoldSlot Hold(string id, long quantity) => new(id, Noon, quantity, 600, null, OfBasket: false);

    private CapacityDecision Do(CapacityCommand command)
    {
        var decision = CapacityMachine.Decide(_state, command, _clock);
        foreach (var happened in decision.Events)
        {
            CapacityMachine.Apply(_state, happened);
        }

        return decision;
    }
}
