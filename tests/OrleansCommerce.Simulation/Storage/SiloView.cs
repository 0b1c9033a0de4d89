using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Silos;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Storage;

/// <summary>One silo's way to the table of the view, and its place among those that write it.</summary>
internal sealed class SiloView(SiloStorage storage, Cluster cluster, Host host) : IStockView
{
    private readonly SharedProgress _shared = cluster.Database.Shared;

    private IStockView Inner => cluster.Database.Store.Stock;

    public Task Write(IReadOnlyList<StockRow> rows, long cleanThrough) => storage.Do(async () =>
    {
        cluster.Witness.Shown(rows);
        await Inner.Write(rows, cluster.Scenario.IsCluster ? 0 : cleanThrough);
        if (cluster.Scenario.IsCluster)
            _shared.Written(host, cleanThrough);
    });

    public Task<IReadOnlyList<StockRow>> ByLocation(string locationId, string? afterSku, int limit) =>
        storage.Ask(() => Inner.ByLocation(locationId, afterSku, limit));

    public Task<IReadOnlyList<StockRow>> BySku(string sku, string? afterLocation, int limit) =>
        storage.Ask(() => Inner.BySku(sku, afterLocation, limit));

    public Task<IReadOnlyList<StockRow>> ChangedSince(string? locationId, string? sku, long afterPosition, int limit) =>
        storage.Ask(() => Inner.ChangedSince(locationId, sku, afterPosition, limit));

    public Task<IReadOnlyList<StockRow>> All(StockRow? after, int limit) => storage.Ask(() => Inner.All(after, limit));

    public Task<IReadOnlyList<StockRow>> Due(DateTimeOffset now, int limit) => storage.Ask(() => Inner.Due(now, limit));

    public Task<IReadOnlyList<StockRow>> Short(string? locationId, (string LocationId, string Sku)? after, int limit) =>
        storage.Ask(() => Inner.Short(locationId, after, limit));

    public Task<IReadOnlyList<StockRow>> Aged(
        DateTimeOffset confirmedBy, (DateTimeOffset Since, string Sku, string LocationId)? after, int limit) =>
        storage.Ask(() => Inner.Aged(confirmedBy, after, limit));

    public Task<StockTotals> Totals() => storage.Ask(() => Inner.Totals());

    public Task<long> CleanThrough() =>
        storage.Ask(() => cluster.Scenario.IsCluster ? Task.FromResult(_shared.CleanThrough) : Inner.CleanThrough());

    public Task<long?> TakeOver() =>
        storage.Ask(() => Task.FromResult(cluster.Scenario.IsCluster ? _shared.TakeOver(host) : null));
}
