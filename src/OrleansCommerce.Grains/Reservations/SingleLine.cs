using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>A reservation of one line, read from the hold at its item.</summary>
internal static class SingleLine
{
    public static ReservationAnswer Answer(StockKey item, StockAnswer answer) => answer switch
    {
        { Refusal: { } refusal } => ReservationAnswer.Refused(HeldLines.ProblemOf(refusal.Code)),
        { Hold: { } hold } => new ReservationAnswer(Figures(item, hold), IsRepeated: answer.IsRepeated),
        _ => throw new InvalidOperationException($"{item} answered about a hold without one."),
    };

    public static ReservationFigures Figures(StockKey item, HoldFigures hold) => new(
        hold.ReservationId, Status(hold.Status), hold.HeldUntil, hold.TtlSeconds, hold.CustomerId,
        [new ReservationLine(item, hold.Quantity)]);

    private static ReservationStatus Status(HoldStatus status) => status switch
    {
        HoldStatus.Held => ReservationStatus.Held,
        HoldStatus.Confirmed => ReservationStatus.Confirmed,
        HoldStatus.Fulfilled => ReservationStatus.Fulfilled,
        HoldStatus.Released => ReservationStatus.Released,
        HoldStatus.Expired => ReservationStatus.Expired,
        _ => throw new InvalidOperationException($"No reservation is {status}."),
    };
}
