using OrleansCommerce.Journal;

namespace OrleansCommerce.Benchmarks.Journal;

/// <summary>A view that counts the rows that are written.</summary>
internal sealed class MeteredView(IStockView inner) : IStockView
{
    private long _rows;

    public long Rows => Interlocked.Read(ref _rows);

    public Task Write(IReadOnlyList<StockRow> rows, long cleanThrough)
    {
        Interlocked.Add(ref _rows, rows.Count);
        return inner.Write(rows, cleanThrough);
    }

    public Task<IReadOnlyList<StockRow>> ByLocation(string locationId, string? afterSku, int limit) =>
        inner.ByLocation(locationId, afterSku, limit);

    public Task<IReadOnlyList<StockRow>> BySku(string sku, string? afterLocation, int limit) => inner.BySku(sku, afterLocation, limit);

    public Task<IReadOnlyList<StockRow>> ChangedSince(string? locationId, string? sku, long afterPosition, int limit) =>
        inner.ChangedSince(locationId, sku, afterPosition, limit);

    public Task<IReadOnlyList<StockRow>> All(StockRow? after, int limit) => inner.All(after, limit);

    public Task<IReadOnlyList<StockRow>> Due(DateTimeOffset now, int limit) => inner.Due(now, limit);

    public Task<IReadOnlyList<StockRow>> Short(string? locationId, (string LocationId, string Sku)? after, int limit) =>
        inner.Short(locationId, after, limit);

    public Task<IReadOnlyList<StockRow>> Aged(
        DateTimeOffset confirmedBy, (DateTimeOffset Since, string Sku, string LocationId)? after, int limit) =>
        inner.Aged(confirmedBy, after, limit);

    public Task<StockTotals> Totals() => inner.Totals();

    public Task<long> CleanThrough() => inner.CleanThrough();

    public Task<long?> TakeOver() => inner.TakeOver();
}
