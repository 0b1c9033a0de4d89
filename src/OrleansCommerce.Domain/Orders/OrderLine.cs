using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Orders;

/// <summary>So many units of a SKU.</summary>
public readonly record struct OrderLine(string Sku, long Quantity);

/// <summary>Lines in their canonical form, summed by SKU and in its order, so that equal ones are equal however they were written.</summary>
public static class OrderLines
{
    public static ImmutableArray<OrderLine> Sum(IEnumerable<OrderLine> lines) =>
    [
        .. lines.GroupBy(line => line.Sku, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new OrderLine(group.Key, (long)Int128.Clamp(
                group.Aggregate((Int128)0, (sum, line) => sum + line.Quantity), long.MinValue, long.MaxValue))),
    ];

    /// <summary>Each an id and at least one unit, within the limits.</summary>
    internal static bool AreValid(ImmutableArray<OrderLine> lines) =>
        lines.Length is >= 1 and <= OrderLimits.LinesMax
        && lines.All(line => Identifier.IsValid(line.Sku) && line.Quantity is >= 1 and <= OrderLimits.QuantityMax)
        && lines.Select(line => line.Sku).Distinct(StringComparer.Ordinal).Count() == lines.Length;
}

/// <summary>Units by SKU. What is taken must be there.</summary>
internal sealed class Units
{
    private readonly SortedDictionary<string, long> _units = new(StringComparer.Ordinal);

    public bool IsEmpty => _units.Count == 0;

    public ImmutableArray<OrderLine> Lines => [.. _units.Select(entry => new OrderLine(entry.Key, entry.Value))];

    public long Of(string sku) => _units.GetValueOrDefault(sku);

    public bool Has(ImmutableArray<OrderLine> lines) => lines.All(line => line.Quantity <= Of(line.Sku));

    public void Add(ImmutableArray<OrderLine> lines)
    {
        foreach (var line in lines)
        {
            _units[line.Sku] = Of(line.Sku) + line.Quantity;
        }
    }

    public void Take(ImmutableArray<OrderLine> lines)
    {
        foreach (var (sku, quantity) in lines)
        {
            var left = Of(sku) - quantity;
            if (left < 0)
            {
                throw new InvalidOperationException($"{quantity} of {sku} can't be taken: {Of(sku)} are there.");
            }

            if (left > 0)
            {
                _units[sku] = left;
            }
            else
            {
                _units.Remove(sku);
            }
        }
    }
}
