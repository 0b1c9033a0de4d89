using OrleansCommerce.Grains.Supply.Transfers;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Supply;

/// <summary>Says to callers why a transfer refused.</summary>
public static class TransferProblems
{
    public static Problem Of(TransferAnswer answer) => answer.Problem switch
    {
        TransferProblem.IdReused => Problem.Of(ProblemKinds.IdReused),
        TransferProblem.Unknown => Problem.Of(ProblemKinds.UnknownTransfer),
        TransferProblem.WrongState => Problem.Of(ProblemKinds.WrongState),
        TransferProblem.MoreThanShipped => Problem.Of(ProblemKinds.MoreThanShipped),
        TransferProblem.TooManyHolds => Problem.Of(ProblemKinds.TooManyHolds),
        TransferProblem.QuantityLimit => Problem.Of(ProblemKinds.InvalidQuantity),
        TransferProblem.InsufficientStock => Problem.Of(
            ProblemKinds.InsufficientStock, $"{answer.Shortfalls.Length} lines ask for more than is available; nothing is held.") with
        {
            Shortfalls = [.. answer.Shortfalls.Select(s => new ShortfallBody(s.Item.Sku, s.Item.LocationId, s.Requested, s.Available))],
        },
        _ => throw new InvalidOperationException($"No request is refused as {answer.Problem}."),
    };
}
