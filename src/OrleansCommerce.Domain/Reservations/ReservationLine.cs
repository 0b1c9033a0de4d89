using System.Collections.Immutable;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Reservations;

/// <summary>So many units of one SKU at one location.</summary>
public readonly record struct ReservationLine(StockKey Item, long Quantity);

/// <summary>The lines of a basket in their canonical form.</summary>
public static class ReservationLines
{
    /// <summary>Lines in one request.</summary>
    public const int CountMax = 100;

    /// <summary>
    /// Lines of one item are summed, so that two of them can't each pass where both together would not; the result is in key order,
    /// so that equal baskets are equal however they were written. A sum beyond what a number holds stays at the largest or smallest
    /// one, which every limit refuses.
    /// </summary>
    public static ImmutableArray<ReservationLine> Sum(IEnumerable<ReservationLine> lines) =>
        [.. lines.GroupBy(line => line.Item).Select(g => new ReservationLine(g.Key, Sum(g))).OrderBy(l => l.Item)];

    private static long Sum(IGrouping<StockKey, ReservationLine> lines)
    {
        var sum = lines.Aggregate((Int128)0, (total, line) => total + line.Quantity);
        return (long)Int128.Clamp(sum, long.MinValue, long.MaxValue);
    }
}
