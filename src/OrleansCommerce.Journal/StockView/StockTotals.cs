namespace OrleansCommerce.Journal;

/// <summary>Sums over the whole view, computed by the storage.</summary>
/// <param name="Position">The highest position of any row.</param>
/// <param name="CleanThrough">Every change at or below this position is in the sums.</param>
public sealed record StockTotals(
    long Items,
    long OnHand,
    long Reserved,
    long SafetyStock,
    long Damaged,
    long Received,
    long GoneOut,
    long Holds,
    long Position,
    long CleanThrough);
