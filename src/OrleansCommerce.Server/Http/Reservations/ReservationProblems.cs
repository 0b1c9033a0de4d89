using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Reservations;

/// <summary>Says to callers why the engine refused.</summary>
public static class ReservationProblems
{
    public static Problem Of(ReservationAnswer answer) => answer.Problem switch
    {
        ReservationProblem.IdReused => Problem.Of(ProblemKinds.IdReused),
        ReservationProblem.Unknown => Problem.Of(ProblemKinds.UnknownReservation),
        ReservationProblem.NotHeld => Problem.Of(ProblemKinds.ReservationNotHeld),
        ReservationProblem.NotConfirmed => Problem.Of(ProblemKinds.ReservationNotConfirmed),
        ReservationProblem.InsufficientStock => Insufficient(answer),
        ReservationProblem.TooManyHolds => Problem.Of(ProblemKinds.TooManyHolds),
        ReservationProblem.QuantityLimit => Problem.Of(ProblemKinds.InvalidQuantity),
        ReservationProblem.InsufficientCapacity => Problem.Of(ProblemKinds.InsufficientCapacity),
        ReservationProblem.TakenByOrder => Problem.Of(ProblemKinds.ReservationTaken),
        _ => throw new InvalidOperationException($"No request is refused as {answer.Problem}."),
    };

    private static Problem Insufficient(ReservationAnswer answer)
    {
        var detail = answer.Shortfalls.Length == 1
            ? $"{answer.Shortfalls[0].Requested} of {answer.Shortfalls[0].Item} were asked for, {answer.Shortfalls[0].Available} are available."
            : $"{answer.Shortfalls.Length} lines ask for more than is available; nothing is held.";
        return Problem.Of(ProblemKinds.InsufficientStock, detail) with
        {
            Shortfalls = [.. answer.Shortfalls.Select(s => new ShortfallBody(s.Item.Sku, s.Item.LocationId, s.Requested, s.Available))],
        };
    }
}
