namespace OrleansCommerce.Journal;

/// <summary>The table of the view in memory.</summary>
internal sealed class MemoryStockView : IStockView
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Sku, string LocationId), StockRow> _rows = [];
    private readonly SortedDictionary<string, SortedDictionary<string, StockRow>> _byLocation = new(Utf8Order.Comparer);
    private readonly SortedDictionary<string, SortedDictionary<string, StockRow>> _bySku = new(Utf8Order.Comparer);
    private readonly SortedSet<StockRow> _byPosition = new(ChangeOrder.Comparer);
    private long _cleanThrough;

    public Task Write(IReadOnlyList<StockRow> rows, long cleanThrough)
    {
        lock (_gate)
        {
            foreach (var row in rows)
                Put(row);
            _cleanThrough = Math.Max(_cleanThrough, cleanThrough);
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<StockRow>> ByLocation(string locationId, string? afterSku, int limit) =>
        Page(_byLocation, locationId, afterSku, limit);

    public Task<IReadOnlyList<StockRow>> BySku(string sku, string? afterLocation, int limit) => Page(_bySku, sku, afterLocation, limit);

    public Task<IReadOnlyList<StockRow>> ChangedSince(string? locationId, string? sku, long afterPosition, int limit)
    {
        lock (_gate)
        {
            var rows = _byPosition.SkipWhile(row => row.Position <= afterPosition)
                .Where(row => (locationId is null || string.Equals(row.LocationId, locationId, StringComparison.Ordinal))
                    && (sku is null || string.Equals(row.Sku, sku, StringComparison.Ordinal)))
                .Take(limit);
            return Task.FromResult<IReadOnlyList<StockRow>>([.. rows]);
        }
    }

    public Task<IReadOnlyList<StockRow>> All(StockRow? after, int limit)
    {
        lock (_gate)
        {
            var rows = _byLocation.Values.SelectMany(location => location.Values)
                .SkipWhile(row => after is not null && KeyOrder.Comparer.Compare(row, after) <= 0);
            return Task.FromResult<IReadOnlyList<StockRow>>([.. rows.Take(limit)]);
        }
    }

    public Task<IReadOnlyList<StockRow>> Due(DateTimeOffset now, int limit)
    {
        lock (_gate)
        {
            var rows = _byPosition.Where(row => row.NextExpiry <= now).Order(DueOrder.Comparer).Take(limit);
            return Task.FromResult<IReadOnlyList<StockRow>>([.. rows]);
        }
    }

    public Task<IReadOnlyList<StockRow>> Short(string? locationId, (string LocationId, string Sku)? after, int limit)
    {
        lock (_gate)
        {
            var rows = _byPosition.Where(row => row.IsShort && (locationId is null || row.LocationId == locationId))
                .Order(ShortOrder.Comparer).Where(row => ShortOrder.IsAfter(row, after)).Take(limit);
            return Task.FromResult<IReadOnlyList<StockRow>>([.. rows]);
        }
    }

    public Task<IReadOnlyList<StockRow>> Aged(
        DateTimeOffset confirmedBy, (DateTimeOffset Since, string Sku, string LocationId)? after, int limit)
    {
        lock (_gate)
        {
            var rows = _byPosition.Where(row => row.OldestConfirmed <= confirmedBy).Order(AgeOrder.Comparer)
                .Where(row => AgeOrder.IsAfter(row, after)).Take(limit);
            return Task.FromResult<IReadOnlyList<StockRow>>([.. rows]);
        }
    }

    public Task<StockTotals> Totals()
    {
        lock (_gate)
        {
            var rows = _byPosition;
            return Task.FromResult(new StockTotals(
                rows.Count,
                rows.Sum(row => row.OnHand),
                rows.Sum(row => row.Reserved),
                rows.Sum(row => row.SafetyStock),
                rows.Sum(row => row.Damaged),
                rows.Sum(row => row.Received),
                rows.Sum(row => row.GoneOut),
                rows.Sum(row => (long)row.Holds),
                rows.Select(row => row.Position).DefaultIfEmpty().Max(),
                _cleanThrough));
        }
    }

    public Task<long> CleanThrough()
    {
        lock (_gate)
            return Task.FromResult(_cleanThrough);
    }

    private Task<IReadOnlyList<StockRow>> Page(
        SortedDictionary<string, SortedDictionary<string, StockRow>> index,
        string key,
        string? after,
        int limit)
    {
        lock (_gate)
        {
            if (!index.TryGetValue(key, out var rows))
                return Task.FromResult<IReadOnlyList<StockRow>>([]);
            var page = rows.SkipWhile(row => after is not null && Utf8Order.Comparer.Compare(row.Key, after) <= 0);
            return Task.FromResult<IReadOnlyList<StockRow>>([.. page.Take(limit).Select(row => row.Value)]);
        }
    }

    private void Put(StockRow row)
    {
        if (_rows.TryGetValue((row.Sku, row.LocationId), out var stored))
        {
            if (stored.Version >= row.Version)
                return;
            _byPosition.Remove(stored);
        }
        _rows[(row.Sku, row.LocationId)] = row;
        _byPosition.Add(row);
        Under(_byLocation, row.LocationId)[row.Sku] = row;
        Under(_bySku, row.Sku)[row.LocationId] = row;
    }

    private static SortedDictionary<string, StockRow> Under(
        SortedDictionary<string, SortedDictionary<string, StockRow>> index,
        string key)
    {
        if (!index.TryGetValue(key, out var rows))
            index[key] = rows = new SortedDictionary<string, StockRow>(Utf8Order.Comparer);
        return rows;
    }
}
