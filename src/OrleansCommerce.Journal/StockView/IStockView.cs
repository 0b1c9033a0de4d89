namespace OrleansCommerce.Journal;

/// <summary>The storage side of the view <c>stock_item</c>: one row per SKU and location.</summary>
public interface IStockView
{
    /// <summary>Writes rows in one transaction. A row of a lower version never replaces one of a higher version.</summary>
    /// <param name="cleanThrough">Every change of this process at or below this position is in the view once these rows are; it never goes back.</param>
    Task Write(IReadOnlyList<StockRow> rows, long cleanThrough);

    /// <summary>Rows of a location in the order of their SKU (UTF-8 bytes).</summary>
    Task<IReadOnlyList<StockRow>> ByLocation(string locationId, string? afterSku, int limit);

    /// <summary>Rows of a SKU in the order of their location (UTF-8 bytes).</summary>
    Task<IReadOnlyList<StockRow>> BySku(string sku, string? afterLocation, int limit);

    /// <summary>Rows that changed after a position, in the order of their positions; null leaves a key open.</summary>
    Task<IReadOnlyList<StockRow>> ChangedSince(string? locationId, string? sku, long afterPosition, int limit);

    /// <summary>Rows in the order of their location and SKU (UTF-8 bytes), from the one behind another one on.</summary>
    Task<IReadOnlyList<StockRow>> All(StockRow? after, int limit);

    /// <summary>Rows with a hold due at or before a time, the longest due first.</summary>
    Task<IReadOnlyList<StockRow>> Due(DateTimeOffset now, int limit);

    /// <summary>Rows of which more is held than there is, in the order of their location and SKU (UTF-8 bytes).</summary>
    /// <param name="locationId">Only of this location; null: of all.</param>
    Task<IReadOnlyList<StockRow>> Short(string? locationId, (string LocationId, string Sku)? after, int limit);

    /// <summary>Rows with a hold that was confirmed at or before a time and is still there, the oldest first.</summary>
    /// <param name="after">The last one of the page before, or null.</param>
    Task<IReadOnlyList<StockRow>> Aged(DateTimeOffset confirmedBy, (DateTimeOffset Since, string Sku, string LocationId)? after, int limit);

    Task<StockTotals> Totals();

    /// <summary>Every change at or below this position is in the view, whichever process made it.</summary>
    Task<long> CleanThrough();

    /// <summary>
    /// Where several processes share the storage: makes this one responsible for what those that have ended left unwritten. Null when
    /// there is none; otherwise this process counts as clean only through the position that is returned, and folds again what has
    /// changed since.
    /// </summary>
    Task<long?> TakeOver() => Task.FromResult<long?>(null);
}
