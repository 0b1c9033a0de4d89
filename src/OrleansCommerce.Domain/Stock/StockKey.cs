namespace OrleansCommerce.Domain.Stock;

/// <summary>One SKU at one location: the unit of stock. Its text form is <c>sku@location</c>; neither id can hold an <c>@</c>.</summary>
public readonly record struct StockKey(string Sku, string LocationId) : IComparable<StockKey>
{
    public override string ToString() => $"{Sku}@{LocationId}";

    public static StockKey Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 && at == text.LastIndexOf('@')
            ? new StockKey(text[..at], text[(at + 1)..])
            : throw new FormatException($"'{text}' is not sku@location.");
    }

    /// <summary>Ordinal, by SKU and then location: the order in which a contended basket takes its lines.</summary>
    public int CompareTo(StockKey other)
    {
        var bySku = string.CompareOrdinal(Sku, other.Sku);
        return bySku != 0 ? bySku : string.CompareOrdinal(LocationId, other.LocationId);
    }
}
