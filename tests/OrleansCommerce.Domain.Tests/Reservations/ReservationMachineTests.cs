using System.Collections.Immutable;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Reservations;

public sealed class ReservationMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableArray<ReservationLine> Lines = [new(new StockKey("a", "x"), 2)];

    [Fact]
    public void Decide_BasketNeverOpened_IsUnknown() =>
        Assert.Equal(ReservationRefusal.Unknown, ReservationMachine.Decide(new ReservationState(), new DecideConfirmed(1), Start).Refusal);

    [Fact]
    public void Open_SameIdWithOtherLines_IsReused()
    {
        var state = Opened();

        Assert.Empty(Do(state, Open()).Events);
        Assert.Equal(ReservationRefusal.IdReused, Do(state, Open() with { Lines = [new(new StockKey("a", "x"), 3)] }).Refusal);
    }

    [Fact]
    public void Confirm_PreparedInTimeButDecidedLate_IsConfirmed() =>
        Assert.IsType<ReservationConfirmed>(Assert.Single(Do(Opened(), new DecideConfirmed(1), Start.AddDays(1)).Events));

    [Fact]
    public void Release_WhenDue_IsAnExpiry() =>
        Assert.IsType<ReservationExpired>(Assert.Single(Do(Opened(), new DecideReleased(1), Start.AddSeconds(60)).Events));

    [Fact]
    public void Confirm_OfAnAbortedAttempt_IsRefusedAndTheNextOneIsNot()
    {
        var state = Opened();
        Do(state, new AbortAttempt(1));

        Assert.Equal(ReservationRefusal.AttemptSettled, Do(state, new DecideConfirmed(1)).Refusal);
        Assert.Null(Do(state, new DecideConfirmed(2)).Refusal);
    }

    [Fact]
    public void Complete_NotConfirmed_IsRefused() =>
        Assert.Equal(ReservationRefusal.NotConfirmed, Do(Opened(), new CompleteReservation()).Refusal);

    [Fact]
    public void Extend_SameIdWithOtherDuration_IsReused()
    {
        var state = Opened();
        var extend = new ExtendReservation(Start.AddSeconds(90), 90, "e-1");
        Do(state, extend);

        Assert.Empty(Do(state, extend).Events);
        Assert.Equal(ReservationRefusal.IdReused, Do(state, extend with { TtlSeconds = 91 }).Refusal);
        Assert.Equal(Start.AddSeconds(90), state.HeldUntil);
    }

    [Fact]
    public void Apply_UnknownEvent_Throws() =>
        Assert.Throws<InvalidOperationException>(() => ReservationMachine.Apply(new ReservationState(), new Unheard(Start)));

    [Fact]
    public void Sum_LinesOfOneItem_AreOneLineInKeyOrder()
    {
        var (a, b) = (new StockKey("a", "x"), new StockKey("B", "x"));

        Assert.Equal([new(b, 1), new(a, 5)], ReservationLines.Sum([new(a, 2), new(b, 1), new(a, 3)]));
        Assert.Equal([new(a, long.MaxValue)], ReservationLines.Sum([new(a, long.MaxValue), new(a, 1)]));
    }

    private static OpenReservation Open() => new("b-1", Lines, [], 60, null, Start.AddSeconds(60));

    private static ReservationState Opened()
    {
        var state = new ReservationState();
        Do(state, Open());
        return state;
    }

    private static ReservationDecision Do(ReservationState state, ReservationCommand command, DateTimeOffset? clock = null)
    {
        var decision = ReservationMachine.Decide(state, command, clock ?? Start);
        foreach (var happened in decision.Events)
        {
            ReservationMachine.Apply(state, happened);
        }

        return decision;
    }

    private sealed record Unheard(DateTimeOffset At) : ReservationEvent(At);
}
