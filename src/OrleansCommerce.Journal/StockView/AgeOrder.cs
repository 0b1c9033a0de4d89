namespace OrleansCommerce.Journal;

/// <summary>The item whose confirmed hold waits longest first; ties by SKU and location, so that the order is the same everywhere.</summary>
internal sealed class AgeOrder : IComparer<StockRow>
{
    public static readonly AgeOrder Comparer = new();

    public static bool IsAfter(StockRow row, (DateTimeOffset Since, string Sku, string LocationId)? after) =>
        after is not { } last || Compare((row.OldestConfirmed, row.Sku, row.LocationId), last) > 0;

    public int Compare(StockRow? x, StockRow? y) =>
        Compare((x?.OldestConfirmed, x?.Sku, x?.LocationId), (y?.OldestConfirmed, y?.Sku, y?.LocationId));

    private static int Compare((DateTimeOffset?, string?, string?) x, (DateTimeOffset?, string?, string?) y)
    {
        var order = Nullable.Compare(x.Item1, y.Item1);
        order = order != 0 ? order : Utf8Order.Comparer.Compare(x.Item2, y.Item2);
        return order != 0 ? order : Utf8Order.Comparer.Compare(x.Item3, y.Item3);
    }
}
