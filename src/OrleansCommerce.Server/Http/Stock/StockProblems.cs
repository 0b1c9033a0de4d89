using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Stock;

/// <summary>Says to callers why a stock item refused.</summary>
public static class StockProblems
{
    public static Problem Of(StockKey key, StockRefusal refusal, in StockFigures figures) => refusal.Code switch
    {
        StockRefusalCode.IdReused => Problem.Of(ProblemKinds.IdReused),
        StockRefusalCode.VersionMismatch => Problem.Of(
            ProblemKinds.VersionMismatch, $"{key} is at version {figures.Version}, not {refusal.Requested}."),
        StockRefusalCode.InsufficientStock => Problem.Of(
            ProblemKinds.InsufficientStock,
            $"{refusal.Requested} of {key} were to go; {figures.OnHand} are on hand, of which {refusal.Available} may be taken.") with
        {
            Shortfalls = [new(key.Sku, key.LocationId, refusal.Requested, refusal.Available)],
        },
        StockRefusalCode.QuantityLimit => Problem.Of(ProblemKinds.QuantityLimit, $"At most {refusal.Available} units: {key} would have more."),
        _ => throw new InvalidOperationException($"No movement is refused as {refusal.Code}."),
    };
}
