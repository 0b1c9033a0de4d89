using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Orders;

/// <summary>Says to callers why an order was refused.</summary>
public static class OrderProblems
{
    public static Problem Of(OrderAnswer answer) => answer.Problem switch
    {
        OrderProblem.IdReused => Problem.Of(ProblemKinds.IdReused),
        OrderProblem.UnknownOrder => Problem.Of(ProblemKinds.UnknownOrder),
        OrderProblem.UnknownFulfilment => Problem.Of(ProblemKinds.UnknownFulfilment),
        OrderProblem.UnknownPromise => Problem.Of(ProblemKinds.UnknownPromise),
        OrderProblem.UnknownReservation => Problem.Of(ProblemKinds.UnknownReservation),
        OrderProblem.UnknownLocation => Problem.Of(ProblemKinds.UnknownLocation),
        OrderProblem.UnknownOption => Problem.OfField(ProblemKinds.UnknownPromise, "optionId", "The promise has no such option."),
        OrderProblem.PromiseExpired => Problem.Of(ProblemKinds.PromiseExpired),
        OrderProblem.ReservationNotHeld => Problem.Of(ProblemKinds.ReservationNotHeld),
        OrderProblem.InsufficientStock => Insufficient(answer),
        OrderProblem.InsufficientCapacity => Problem.Of(ProblemKinds.InsufficientCapacity),
        OrderProblem.WrongState => Problem.Of(ProblemKinds.WrongState),
        OrderProblem.Invalid => Invalid(answer),
        OrderProblem.TooMany => Problem.Of(ProblemKinds.TooManyUnits),
        OrderProblem.OutOfReach => Problem.Of(ProblemKinds.Forbidden, "The token is bound to other locations."),
        _ => throw new InvalidOperationException($"No request is refused as {answer.Problem}."),
    };

    private static Problem Insufficient(OrderAnswer answer) =>
        Problem.Of(ProblemKinds.InsufficientStock, "Nobody has all of it in the way it was asked for; nothing is held.") with
        {
            Shortfalls = answer.Shortfalls.IsDefaultOrEmpty
                ? null
                : [.. answer.Shortfalls.Select(s => new ShortfallBody(s.Item.Sku, s.Item.LocationId, s.Requested, s.Available))],
        };

    private static Problem Invalid(OrderAnswer answer)
    {
        var errors = new FieldErrors();
        foreach (var (field, message) in answer.Fields.IsDefault ? [] : answer.Fields)
        {
            errors.Add(field.EndsWith(".sku", StringComparison.Ordinal) ? ProblemKinds.UnknownSku : ProblemKinds.Malformed, field, message);
        }

        return errors.ToProblem() ?? Problem.Of(ProblemKinds.QuantityLimit, "A figure of the order would leave its limit.");
    }
}
