namespace OrleansCommerce.Journal;

/// <summary>The order of the table's key: location, then SKU, as their UTF-8 bytes.</summary>
internal sealed class KeyOrder : IComparer<StockRow>
{
    public static readonly KeyOrder Comparer = new();

    public int Compare(StockRow? x, StockRow? y)
    {
        var order = Utf8Order.Comparer.Compare(x?.LocationId, y?.LocationId);
        return order != 0 ? order : Utf8Order.Comparer.Compare(x?.Sku, y?.Sku);
    }
}
