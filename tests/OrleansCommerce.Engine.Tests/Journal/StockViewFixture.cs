using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>A view written behind a memory journal, on one thread and in time that the test moves.</summary>
public abstract class StockViewFixture : GroupCommitFixture
{
    protected StockViewFixture()
    {
        Table = new HoldableView(Store.Stock);
        View = NewView(new StockViewOptions());
    }

    /// <summary>The table, which a test may hold back or let fail.</summary>
    internal HoldableView Table { get; }

    protected StockViewWriter View { get; set; }

    protected StockViewWriter NewView(StockViewOptions options) => new(Table, Time, options, Pump, Progress);

    /// <summary>Makes one record of an item durable and gives the row that its grain would report.</summary>
    protected StockRow Durable(string sku, string location = "1", DateTimeOffset? nextExpiry = null)
    {
        var loaded = Load($"stock/{sku}@{location}");
        var outcome = Pump.Run(Commit.Append(loaded.Writer, loaded.Version, [Some.Record(sku)]));
        return Some.Row(sku, location, loaded.Version + 1, outcome.Position, nextExpiry: nextExpiry);
    }

    protected IReadOnlyList<StockRow> InTable(string location = "1") => Pump.Run(Store.Stock.ByLocation(location, null, 10_000));

    protected long CleanThrough() => Pump.Run(Store.Stock.CleanThrough());

    internal sealed class HoldableView(IStockView inner) : IStockView
    {
        private TaskCompletionSource? _hold;

        public bool Fails { get; set; }

        public List<int> Writes { get; } = [];

        /// <summary>Told of rows as they are handed over to be written.</summary>
        public Action<IReadOnlyList<StockRow>>? Writing { get; set; }

        public void Hold() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void LetGo() => _hold?.TrySetResult();

        public async Task Write(IReadOnlyList<StockRow> rows, long cleanThrough)
        {
            Writing?.Invoke(rows);
            if (_hold is { } hold)
                await hold.Task;
            if (Fails)
                throw new JournalUnavailableException("away", mayBeWritten: true);
            Writes.Add(rows.Count);
            await inner.Write(rows, cleanThrough);
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
    }
}
