using System.Collections.Immutable;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>What came of the attempt to hold every line.</summary>
/// <param name="HeldUntil">When the first of them ends.</param>
/// <param name="IsContended">Every refusal was for holds that other baskets may take back.</param>
internal sealed record HeldLines(
    ReservationProblem Problem, DateTimeOffset HeldUntil, ImmutableArray<Shortfall> Shortfalls, bool IsContended)
{
    public static HeldLines From(ImmutableArray<ReservationLine> lines, IReadOnlyList<StockAnswer> answers)
    {
        var refused = lines.Zip(answers).Where(pair => pair.Second.Refusal is not null).ToList();
        if (refused.Count == 0)
        {
            return new(ReservationProblem.None, answers.Min(answer => answer.Hold!.HeldUntil ?? answer.Hold.FirstHeldUntil), [], false);
        }

        var worst = refused.Min(pair => pair.Second.Refusal!.Code);
        ImmutableArray<Shortfall> shortfalls =
        [
            .. refused.Where(pair => pair.Second.Refusal!.Code == StockRefusalCode.InsufficientStock)
                .Select(pair => new Shortfall(pair.First.Item, pair.First.Quantity, Math.Max(0, pair.Second.Refusal!.Available))),
        ];
        return new(ProblemOf(worst), default, shortfalls, refused.All(pair => pair.Second.IsContended));
    }

    public static ReservationProblem ProblemOf(StockRefusalCode code) => code switch
    {
        StockRefusalCode.IdReused => ReservationProblem.IdReused,
        StockRefusalCode.UnknownReservation => ReservationProblem.Unknown,
        StockRefusalCode.NotHeld => ReservationProblem.NotHeld,
        StockRefusalCode.NotConfirmed => ReservationProblem.NotConfirmed,
        StockRefusalCode.InsufficientStock => ReservationProblem.InsufficientStock,
        StockRefusalCode.TooManyHolds => ReservationProblem.TooManyHolds,
        StockRefusalCode.QuantityLimit => ReservationProblem.QuantityLimit,
        // A decision over the basket is under way; it will have been made when the same command comes again.
        StockRefusalCode.Pending => throw new RetriableException("A decision over this reservation is under way."),
        _ => throw new InvalidOperationException($"No reservation is refused as {code}."),
    };
}
