using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Supply.Transfers;

/// <summary>So many whole units of one SKU.</summary>
public readonly record struct TransferLine(string Sku, long Quantity);

/// <summary>The lines of a transfer in their canonical form, and what they may come to.</summary>
public static class TransferLines
{
    /// <summary>Lines in one request.</summary>
    public const int CountMax = 100;

    /// <summary>
    /// Lines of one SKU are summed; the result is in the order of the SKUs, so that equal transfers are equal however they were written. A
    /// sum beyond what a number holds stays at the largest one, which every limit refuses.
    /// </summary>
    public static ImmutableArray<TransferLine> Sum(IEnumerable<TransferLine> lines) =>
    [
        .. lines.GroupBy(line => line.Sku, StringComparer.Ordinal)
            .Select(group => new TransferLine(group.Key, Total(group)))
            .OrderBy(line => line.Sku, StringComparer.Ordinal),
    ];

    /// <summary>Units of a SKU among some lines in canonical form; 0 where it is not among them.</summary>
    public static long Of(ImmutableArray<TransferLine> lines, string sku)
    {
        foreach (var line in lines)
        {
            if (string.Equals(line.Sku, sku, StringComparison.Ordinal))
            {
                return line.Quantity;
            }
        }

        return 0;
    }

    /// <summary>What is left of each line when others are taken away; lines of which nothing is left are left out.</summary>
    public static ImmutableArray<TransferLine> Less(ImmutableArray<TransferLine> lines, ImmutableArray<TransferLine> others) =>
        [.. lines.Select(line => line with { Quantity = line.Quantity - Of(others, line.Sku) }).Where(line => line.Quantity > 0)];

    private static long Total(IEnumerable<TransferLine> lines)
    {
        var sum = lines.Aggregate((Int128)0, (total, line) => total + line.Quantity);
        return (long)Int128.Clamp(sum, long.MinValue, long.MaxValue);
    }
}
