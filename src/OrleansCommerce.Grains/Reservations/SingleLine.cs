using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>A reservation of one line, read from the hold at its item.</summary>
internal static class SingleLine
{
    public static ReservationAnswer Answer(StockKey item, StockAnswer answer) => answer switch
    {
        { Refusal: { } refusal } => ReservationAnswer.Refused(ProblemOf(refusal.Code)),
        { Hold: { } hold } => new ReservationAnswer(Figures(item, hold), IsRepeated: answer.IsRepeated),
        _ => throw new InvalidOperationException($"{item} answered about a hold without one."),
    };

    public static ReservationFigures Figures(StockKey item, HoldFigures hold) => new(
        hold.ReservationId, Status(hold.Status), hold.HeldUntil, hold.TtlSeconds, hold.CustomerId,
        [new ReservationLine(item, hold.Quantity)], OrderId: hold.OrderId);

    public static ReservationProblem ProblemOf(StockRefusalCode code) => code switch
    {
        StockRefusalCode.IdReused => ReservationProblem.IdReused,
        StockRefusalCode.UnknownReservation => ReservationProblem.Unknown,
        StockRefusalCode.NotHeld => ReservationProblem.NotHeld,
        StockRefusalCode.NotConfirmed => ReservationProblem.NotConfirmed,
        StockRefusalCode.TakenByOrder => ReservationProblem.TakenByOrder,
        StockRefusalCode.InsufficientStock => ReservationProblem.InsufficientStock,
        StockRefusalCode.TooManyHolds => ReservationProblem.TooManyHolds,
        StockRefusalCode.QuantityLimit => ReservationProblem.QuantityLimit,
        // A decision over the basket is under way; it will have been made when the same command comes again.
        StockRefusalCode.Pending => throw new RetriableException("A decision over this reservation is under way."),
        _ => throw new InvalidOperationException($"No reservation is refused as {code}."),
    };

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
