namespace OrleansCommerce.Journal;

/// <summary>By location and SKU.</summary>
internal sealed class ShortOrder : IComparer<StockRow>
{
    public static readonly ShortOrder Comparer = new();

    public static bool IsAfter(StockRow row, (string LocationId, string Sku)? after) =>
        after is not { } last || Compare((row.LocationId, row.Sku), last) > 0;

    public int Compare(StockRow? x, StockRow? y) => Compare((x?.LocationId, x?.Sku), (y?.LocationId, y?.Sku));

    private static int Compare((string?, string?) x, (string?, string?) y)
    {
        var order = Utf8Order.Comparer.Compare(x.Item1, y.Item1);
        return order != 0 ? order : Utf8Order.Comparer.Compare(x.Item2, y.Item2);
    }
}
