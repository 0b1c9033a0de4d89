using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Locations;

/// <summary>
/// A slot beside a stock item in one reservation, by the coordinator's protocol: wherever it breaks off, both are confirmed in the end
/// or neither is.
/// </summary>
public sealed class SlotParticipantTests
{
    private static readonly DateTimeOffset Start = Places.Utc("2026-11-22T10:00");
    private static readonly PickSlot Slot = new(Start.AddHours(2), Start.AddHours(3));
    private const long Attempt = 1;

    private readonly StockState _stock = new();
    private readonly CapacityState _capacity = new();
    private readonly ReservationState _reservation = new();
    private DateTimeOffset _clock = Start;

    [Fact]
    public void Reservation_BrokenOffAnywhere_EndsTheSameForStockAndSlot()
    {
        var outcomes = Enumerable.Range(0, 9).Select(steps => new SlotParticipantTests().Run(steps)).ToList();

        Assert.Equal(
            ["none", "gone", "gone", "gone", "gone", "gone", "confirmed", "confirmed", "confirmed"],
            outcomes);
    }

    [Fact]
    public void Reservation_SlotIsFull_IsRefusedBeforeAnythingIsDecided()
    {
        Do(new SetCapacity(0));

        Assert.Equal(CapacityRefusalCode.InsufficientCapacity, Do(Hold).Refusal?.Code);
    }

    [Fact]
    public void HoldSlot_AgainInALaterRound_IsHeldAnewAndOnceInTheSame()
    {
        Do(Hold);
        Assert.Empty(Do(Hold).Events);
        Do(new ReleaseSlot("r", Decided: true));
        Assert.Single(Do(Hold with { Round = 2 }).Events);
        Assert.Empty(Do(new ReleaseSlot("r", Decided: true, Round: 1)).Events);
        Assert.Equal(1, _capacity.Slot(Slot).Taken);
    }

    private static HoldSlot Hold => new("r", Slot, 1, 600, null, OfBasket: true, Round: 1);

    private string Run(int count)
    {
        Do(new Move("m", MovementKind.Receipt, 5));
        Action[] steps =
        [
            () => Do(new Reserve("r", 2, 600, null, OfBasket: true, Round: 1)), () => Do(Hold),
            () => Do(new OpenReservation("r", [], [], 600, null, _clock.AddSeconds(600))),
            () => Do(new Prepare("r", Attempt)), () => Do(new PrepareSlot("r", Attempt)), () => Do(new DecideConfirmed(Attempt)),
            () => Do(new Confirm("r", Decided: true)), () => Do(new ConfirmSlot("r", Decided: true)),
        ];
        foreach (var step in steps.Take(count))
        {
            step();
        }

        _clock = Start.AddHours(1);
        Sweep();
        Sweep();
        var (stock, slot) = (_stock.FindReservation("r")?.Status, _capacity.FindReservation("r")?.Status);
        Assert.True(stock is HoldStatus.Confirmed == slot is SlotHoldStatus.Confirmed, $"After {count} steps: {stock} and {slot}.");
        return stock is HoldStatus.Confirmed ? "confirmed" : stock is null && slot is null ? "none" : "gone";
    }

    /// <summary>As every participant does: lets go of what is due, and asks for decisions that are overdue.</summary>
    private void Sweep()
    {
        Do(new ExpireDue());
        Do(new ExpireDueSlots());
        foreach (var (id, attempt) in _stock.InDoubt(_clock))
        {
            Do(Inquire(attempt) ? new Confirm(id, Decided: true) : new Abort(id, attempt));
        }

        foreach (var (id, attempt) in _capacity.InDoubt(_clock))
        {
            Do(Inquire(attempt) ? new ConfirmSlot(id, Decided: true) : new AbortSlot(id, attempt));
        }

        Do(new ExpireDue());
        Do(new ExpireDueSlots());
    }

    /// <summary>Whether it was decided to confirm. Where nothing was decided, that it never will be is recorded first.</summary>
    private bool Inquire(long attempt)
    {
        if (_reservation.Status == ReservationStatus.Held)
        {
            Do(new AbortAttempt(attempt));
        }

        return _reservation.Status == ReservationStatus.Confirmed;
    }

    private CapacityDecision Do(CapacityCommand command)
    {
        var decision = CapacityMachine.Decide(_capacity, command, _clock);
        decision.Events.ToList().ForEach(happened => CapacityMachine.Apply(_capacity, happened));
        return decision;
    }

    private void Do(StockCommand command) =>
        StockMachine.Decide(_stock, command, _clock).Events.ToList().ForEach(happened => StockMachine.Apply(_stock, happened));

    private void Do(ReservationCommand command) => ReservationMachine.Decide(_reservation, command, _clock).Events.ToList()
        .ForEach(happened => ReservationMachine.Apply(_reservation, happened));
}
