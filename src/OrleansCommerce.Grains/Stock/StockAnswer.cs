using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Grains.Stock;

/// <summary>
/// What a stock item answers to a command: the figures it leads to, the hold it concerns, or why not.
/// </summary>
/// <param name="IsRepeated">The command was answered before; this is the same answer and nothing has changed.</param>
/// <param name="IsContended">Refused, but it would have been enough but for holds of baskets that are not settled yet.</param>
public sealed record StockAnswer(
    StockFigures Figures, HoldFigures? Hold = null, StockRefusal? Refusal = null, bool IsRepeated = false, bool IsContended = false);
