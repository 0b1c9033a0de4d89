using OrleansCommerce.Domain.Reservations;

namespace OrleansCommerce.Domain.Tests.Reservations;

public sealed class ReservationInterleavingTests
{
    [Fact]
    public void Basket_EverySequenceOfFourCommands_HasOneWinner()
    {
        var check = new BasketCheck(ReservationMachine.Decide);

        check.Walk(depth: 4);

        Assert.Equal(22 * 22 * 22 * 22, check.Sequences);
        Assert.Equal(Enum.GetValues<ReservationStatus>().Except([ReservationStatus.None]), check.Ends.Order());
    }

    [Fact]
    public void Basket_MachineThatForgetsAbortedAttempts_IsCaught() =>
        Caught((state, command, clock) => ReservationMachine.Decide(
            state, command, clock) is { Refusal: ReservationRefusal.AttemptSettled }
            && command is DecideConfirmed c
                ? new([new ReservationConfirmed(clock, c.Attempt)])
                : ReservationMachine.Decide(state, command, clock));

    [Fact]
    public void Basket_MachineThatExpiresWhatIsConfirmed_IsCaught() =>
        Caught((state, command, clock) => command is DecideExpired && state.Status == ReservationStatus.Confirmed
            ? new([new ReservationExpired(state.EffectiveTime(clock))])
            : ReservationMachine.Decide(state, command, clock));

    [Fact]
    public void Basket_MachineThatReleasesTwice_IsCaught() =>
        Caught((state, command, clock) => command is DecideReleased c && state.Status == ReservationStatus.Released
            ? new([new ReservationReleased(state.EffectiveTime(clock), c.Attempt)])
            : ReservationMachine.Decide(state, command, clock));

    private static void Caught(DecideBasket wrong) => Assert.Throws<BasketCheckException>(() => new BasketCheck(wrong).Walk(depth: 3));
}
