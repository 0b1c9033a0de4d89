namespace OrleansCommerce.Journal;

/// <summary>
/// Writes the view <c>stock_item</c> behind the journal: the latest row per item wins. Its reads lay the rows that are not yet
/// written over the table, so that they are as new as the grains' reports.
/// </summary>
public sealed class StockViewWriter : IAsyncDisposable
{
    public StockViewWriter(IStockView view, TimeProvider time, StockViewOptions options, TaskScheduler scheduler, ViewProgress progress) =>
        throw new NotImplementedException();

    /// <summary>
    /// Finds the streams with frames that the view may not show: their grains have to fold them anew and report the row with
    /// <see cref="Changed"/>. Called once, before the first append.
    /// </summary>
    public Task<IReadOnlyList<string>> Start(IJournal journal) => throw new NotImplementedException();

    /// <summary>Reports the row of an item after a durable change, or after a load.</summary>
    public void Changed(StockRow row) => throw new NotImplementedException();

    /// <summary>When this ends, everything reported before the call is in the view.</summary>
    public Task Flush() => throw new NotImplementedException();

    /// <summary>
    /// Streams with durable frames whose rows nobody has reported for a while: their activation was lost in between. Whoever hosts the
    /// grains has them loaded again, which reports the row.
    /// </summary>
    public IReadOnlyList<string> Unreported(TimeSpan forLongerThan, int limit) => throw new NotImplementedException();

    /// <summary>Rows with a hold due at or before a time, never late because the view is.</summary>
    public Task<IReadOnlyList<StockRow>> Due(DateTimeOffset now, int limit) => throw new NotImplementedException();

    /// <summary>Rows of a location, in the order of their SKU.</summary>
    public Task<IReadOnlyList<StockRow>> ByLocation(string locationId, string? afterSku, int limit) => throw new NotImplementedException();

    /// <summary>Rows of a SKU, in the order of their location.</summary>
    public Task<IReadOnlyList<StockRow>> BySku(string sku, string? afterLocation, int limit) => throw new NotImplementedException();

    /// <summary>What changed after a position, with the watermark up to which the answer is complete.</summary>
    public Task<StockChanges> ChangedSince(string? locationId, string? sku, long afterPosition, int limit) =>
        throw new NotImplementedException();

    /// <summary>The rows of a page read elsewhere, each replaced by its newer version where that is not written yet.</summary>
    public IReadOnlyList<StockRow> Overlay(IReadOnlyList<StockRow> rows) => throw new NotImplementedException();

    /// <summary>Flushes and ends.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
