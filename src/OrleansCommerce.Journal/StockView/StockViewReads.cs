namespace OrleansCommerce.Journal;

public sealed partial class StockViewWriter
{
    /// <summary>Every change at or below this position has been reported, so that the reads here show it.</summary>
    public long Watermark => _options.IsShared ? Volatile.Read(ref _sharedThrough) : _progress.ReportedThrough();

    /// <summary>The rows that the table does not show yet, in no order: to be asked before the table.</summary>
    public IReadOnlyCollection<StockRow> Waiting() => _rows.Where(static (in KeptRow _) => true).Values;

    // Every read takes the waiting rows first and the table second: a row that is written in between is then seen twice, and the
    // higher version wins, where the other order could miss it.

    /// <summary>Rows with a hold due at or before a time, never late because the view is.</summary>
    public async Task<IReadOnlyList<StockRow>> Due(DateTimeOffset now, int limit)
    {
        var rows = await Some(_rows.Due(now).Values, size => _view.Due(now, size), limit);
        return [.. rows.Order(DueOrder.Comparer).Take(limit)];
    }

    /// <summary>Rows of which more is held than there is, in the order of their location and SKU.</summary>
    /// <param name="locationId">Only of this location; null: of all.</param>
    public async Task<IReadOnlyList<StockRow>> Short(string? locationId, (string LocationId, string Sku)? after, int limit)
    {
        var waiting = _rows.Where((in KeptRow row) => row.IsShort && row.IsOf(locationId, null)).Values.Where(row => ShortOrder.IsAfter(row, after));
        var rows = await Some(waiting, size => _view.Short(locationId, after, size), limit);
        return [.. rows.Order(ShortOrder.Comparer).Take(limit)];
    }

    /// <summary>Rows with a hold that was confirmed at or before a time and is still there, the oldest first.</summary>
    public async Task<IReadOnlyList<StockRow>> Aged(
        DateTimeOffset confirmedBy, (DateTimeOffset Since, string Sku, string LocationId)? after, int limit)
    {
        var waiting = _rows.Where((in KeptRow row) => row.IsConfirmedBy(confirmedBy.UtcTicks)).Values.Where(row => AgeOrder.IsAfter(row, after));
        var rows = await Some(waiting, size => _view.Aged(confirmedBy, after, size), limit);
        return [.. rows.Order(AgeOrder.Comparer).Take(limit)];
    }

    /// <summary>Rows of a location, in the order of their SKU.</summary>
    public async Task<IReadOnlyList<StockRow>> ByLocation(string locationId, string? afterSku, int limit)
    {
        var waiting = _rows.Where((in KeptRow row) => row.IsOf(locationId, null) && IsAfter(row.Sku, afterSku));
        var rows = Merge(await _view.ByLocation(locationId, afterSku, limit), waiting);
        return [.. rows.OrderBy(row => row.Sku, Utf8Order.Comparer).Take(limit)];
    }

    /// <summary>Rows of a SKU, in the order of their location.</summary>
    public async Task<IReadOnlyList<StockRow>> BySku(string sku, string? afterLocation, int limit)
    {
        var waiting = _rows.Where((in KeptRow row) => row.IsOf(null, sku) && IsAfter(row.LocationId, afterLocation));
        var rows = Merge(await _view.BySku(sku, afterLocation, limit), waiting);
        return [.. rows.OrderBy(row => row.LocationId, Utf8Order.Comparer).Take(limit)];
    }

    /// <summary>
    /// What changed after a position, with the watermark up to which the answer is complete. Rows above the watermark may be among
    /// them; they come again.
    /// </summary>
    public async Task<StockChanges> ChangedSince(string? locationId, string? sku, long afterPosition, int limit)
    {
        var through = Math.Max(afterPosition, _options.IsShared ? await SharedThrough() : _progress.ReportedThrough());
        var waiting = _rows.Where((in KeptRow row) => row.Position > afterPosition && row.IsOf(locationId, sku));
        var table = await _view.ChangedSince(locationId, sku, afterPosition, limit);
        var isLast = table.Count < limit;
        // Beyond a full page the table may have rows that are older than a waiting one.
        if (!isLast)
            through = Math.Min(through, table[^1].Position);
        var rows = Merge(table, waiting).Where(row => isLast || row.Position <= through).Order(ChangeOrder.Comparer).ToList();
        if (rows.Count > limit)
        {
            rows.RemoveRange(limit, rows.Count - limit);
            isLast = false;
            through = Math.Min(through, rows[^1].Position);
        }
        return new StockChanges(rows, through, isLast);
    }

    /// <summary>
    /// The waiting rows that are wanted, and of the table those that no waiting one hides, wanted or not: its first ones, at least up to the
    /// limit. A row that goes to the table between the two looks at what waits may be shown as it was before.
    /// </summary>
    private async Task<List<StockRow>> Some(IEnumerable<StockRow> waiting, Func<int, Task<IReadOnlyList<StockRow>>> ask, int limit)
    {
        var wanted = waiting.ToDictionary(static row => (row.Sku, row.LocationId));
        for (var size = limit; ;)
        {
            var table = await ask(size);
            var hidden = _rows.Hidden(table, _options.StreamOf);
            if (table.Count < size || table.Count - hidden.Count >= limit)
                return [.. Merge([.. table.Where(row => !hidden.Contains(row))], wanted)];
            size += Math.Max(hidden.Count, limit);
        }
    }

    private static IEnumerable<StockRow> Merge(
        IReadOnlyList<StockRow> table,
        Dictionary<(string Sku, string LocationId), StockRow> waiting)
    {
        foreach (var row in table)
        {
            var key = (row.Sku, row.LocationId);
            if (!waiting.TryGetValue(key, out var other) || other.Version < row.Version)
                waiting[key] = row;
        }
        return waiting.Values;
    }

    private static bool IsAfter(string key, string? after) => after is null || Utf8Order.Comparer.Compare(key, after) > 0;
}
