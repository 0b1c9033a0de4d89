using OrleansCommerce.Journal;

namespace OrleansCommerce.Simulation.Storage;

/// <summary>One silo's way to the table of the view.</summary>
internal sealed class SiloView(SiloStorage storage, Database database) : IStockView
{
    private IStockView Inner => database.Store.Stock;

    public Task Write(IReadOnlyList<StockRow> rows, long cleanThrough) => storage.Do(() => Inner.Write(rows, cleanThrough));

    public Task<IReadOnlyList<StockRow>> ByLocation(string locationId, string? afterSku, int limit) =>
        storage.Ask(() => Inner.ByLocation(locationId, afterSku, limit));

    public Task<IReadOnlyList<StockRow>> BySku(string sku, string? afterLocation, int limit) =>
        storage.Ask(() => Inner.BySku(sku, afterLocation, limit));

    public Task<IReadOnlyList<StockRow>> ChangedSince(string? locationId, string? sku, long afterPosition, int limit) =>
        storage.Ask(() => Inner.ChangedSince(locationId, sku, afterPosition, limit));

    public Task<IReadOnlyList<StockRow>> Due(DateTimeOffset now, int limit) => storage.Ask(() => Inner.Due(now, limit));

    public Task<StockTotals> Totals() => storage.Ask(() => Inner.Totals());

    public Task<long> CleanThrough() => storage.Ask(() => Inner.CleanThrough());
}
