using Orleans;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Grains.Stock;

/// <summary>
/// What a stock item answers to a command: the figures it leads to, the hold it concerns, or why not.
/// </summary>
/// <param name="IsRepeated">The command was answered before; this is the same answer and nothing has changed.</param>
/// <param name="Booked">Of a count: the units that stood in the books before.</param>
/// <param name="IsContended">Refused, but it would have been enough but for holds of baskets that are not settled yet.</param>
[GenerateSerializer]
[Immutable]
[Alias("stock.answer")]
public sealed record StockAnswer(
    [property: Id(0)] StockFigures Figures, [property: Id(1)] HoldFigures? Hold = null, [property: Id(2)] StockRefusal? Refusal = null,
    [property: Id(3)] bool IsRepeated = false, [property: Id(4)] bool IsContended = false, [property: Id(5)] long? Booked = null);
