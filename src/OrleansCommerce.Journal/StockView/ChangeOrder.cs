namespace OrleansCommerce.Journal;

/// <summary>The order of the feed; ties by SKU and location, so that the order is the same everywhere.</summary>
internal sealed class ChangeOrder : IComparer<StockRow>
{
    public static readonly ChangeOrder Comparer = new();

    public int Compare(StockRow? x, StockRow? y)
    {
        var order = Nullable.Compare(x?.Position, y?.Position);
        if (order == 0)
            order = Utf8Order.Comparer.Compare(x?.Sku, y?.Sku);
        return order != 0 ? order : Utf8Order.Comparer.Compare(x?.LocationId, y?.LocationId);
    }
}
