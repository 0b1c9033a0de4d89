namespace OrleansCommerce.Journal;

/// <summary>The longest due first; ties by SKU and location, so that the order is the same everywhere.</summary>
internal sealed class DueOrder : IComparer<StockRow>
{
    public static readonly DueOrder Comparer = new();

    public int Compare(StockRow? x, StockRow? y)
    {
        var order = Nullable.Compare(x?.NextExpiry, y?.NextExpiry);
        if (order == 0)
            order = Utf8Order.Comparer.Compare(x?.Sku, y?.Sku);
        return order != 0 ? order : Utf8Order.Comparer.Compare(x?.LocationId, y?.LocationId);
    }
}
