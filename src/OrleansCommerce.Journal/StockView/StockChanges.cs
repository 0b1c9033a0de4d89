namespace OrleansCommerce.Journal;

/// <summary>What changed after a position.</summary>
/// <param name="Rows">In the order of their positions.</param>
/// <param name="Through">Every change of what was asked for at or below this position is in the rows: the watermark.</param>
/// <param name="IsLast">False when there is more to read after <paramref name="Through"/>.</param>
public sealed record StockChanges(IReadOnlyList<StockRow> Rows, long Through, bool IsLast);
