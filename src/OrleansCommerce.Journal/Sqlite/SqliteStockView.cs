namespace OrleansCommerce.Journal;

/// <summary>
/// The view beside the embedded journal. It is a database of its own, because SQLite has one writer per database and the journal's
/// must not wait for the view's; it may lose its last writes in a power failure, together with the clean position they came with.
/// </summary>
internal sealed class SqliteStockView : IStockView, IAsyncDisposable
{
    private const string Columns =
        "sku, location_id, version, position, on_hand, reserved, safety_stock, damaged, received, gone_out, holds, next_expiry, updated_at, "
        + "oldest_confirmed";

    private const string Upsert = $"""
        INSERT INTO stock_item ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        ON CONFLICT (location_id, sku) DO UPDATE SET version = excluded.version, position = excluded.position,
            on_hand = excluded.on_hand, reserved = excluded.reserved, safety_stock = excluded.safety_stock,
            damaged = excluded.damaged, received = excluded.received, gone_out = excluded.gone_out, holds = excluded.holds,
            next_expiry = excluded.next_expiry, updated_at = excluded.updated_at,
            oldest_confirmed = excluded.oldest_confirmed
        WHERE excluded.version > version
        """;

    // Nearly every change leaves the times by which items are found, so that no index has to be touched.
    private const string Update = """
        UPDATE stock_item SET version = ?3, position = ?4, on_hand = ?5, reserved = ?6, safety_stock = ?7, damaged = ?8, received = ?9,
            gone_out = ?10, holds = ?11, updated_at = ?13
        WHERE location_id = ?2 AND sku = ?1 AND version < ?3 AND next_expiry IS ?12 AND oldest_confirmed IS ?14
        """;

    // Behind every id: the first character of one is a letter or a digit.
    private const string LastId = "~";

    private readonly RecentRows _recent = new();
    private readonly SqliteLane _writer;
    private readonly SqliteLane _reader;

    public SqliteStockView(string path)
    {
        _writer = new SqliteLane("view-writer", () => new SqliteDatabase(path, SqliteOptions.ViewPragmas));
        _reader = new SqliteLane("view-reader", () => new SqliteDatabase(path, "query_only = ON", "cache_size = -16384"));
    }

    public Task Start(string epoch, long head) => _writer.Run(database =>
    {
        database.ReadText("PRAGMA journal_mode = WAL");
        SqliteSchema.PrepareView(database, epoch, head);
        _recent.Start(SqliteSchema.Newest(database));
        return 0;
    });

    public Task Write(IReadOnlyList<StockRow> rows, long cleanThrough) => _writer.Run(database =>
    {
        database.InTransaction("BEGIN IMMEDIATE", database =>
        {
            var (update, upsert) = (database.Statement(Update), database.Statement(Upsert));
            var newest = 0L;
            for (var i = 0; i < rows.Count; i++)
            {
                if (Bind(update, rows[i]).Execute() == 0)
                    Bind(upsert, rows[i]).Execute();
                newest = Math.Max(newest, rows[i].Position);
            }
            SqliteSchema.WriteThrough(database, cleanThrough);
            SqliteSchema.WriteNewest(database, newest);
            return 0;
        });
        // Those that the table has in a higher version, too: it is among these as well, or below what they are asked for.
        _recent.Add(rows);
        return rows.Count;
    });

    public Task<IReadOnlyList<StockRow>> All(StockRow? after, int limit) => Rows(
        $"SELECT {Columns} FROM stock_item WHERE (location_id, sku) > (?1, ?2) ORDER BY location_id, sku LIMIT ?3",
        statement => statement.Bind(1, after?.LocationId ?? "").Bind(2, after?.Sku ?? "").Bind(3, limit));

    public Task<IReadOnlyList<StockRow>> ByLocation(string locationId, string? afterSku, int limit) => Rows(
        $"SELECT {Columns} FROM stock_item WHERE location_id = ?1 AND sku > ?2 ORDER BY sku LIMIT ?3",
        statement => statement.Bind(1, locationId).Bind(2, afterSku ?? "").Bind(3, limit));

    public Task<IReadOnlyList<StockRow>> BySku(string sku, string? afterLocation, int limit) => Rows(
        $"SELECT {Columns} FROM stock_item WHERE sku = ?1 AND location_id > ?2 ORDER BY location_id LIMIT ?3",
        statement => statement.Bind(1, sku).Bind(2, afterLocation ?? "").Bind(3, limit));

    public Task<IReadOnlyList<StockRow>> ChangedSince(string? locationId, string? sku, long afterPosition, int limit) =>
        _recent.After(locationId, sku, afterPosition, limit) is { } recent
            ? Task.FromResult<IReadOnlyList<StockRow>>(recent)
            : ChangedLongSince(locationId, sku, afterPosition, limit);

    public Task<IReadOnlyList<StockRow>> Due(DateTimeOffset now, int limit) => Rows(
        $"SELECT {Columns} FROM stock_item WHERE next_expiry <= ?1 ORDER BY next_expiry, sku, location_id LIMIT ?2",
        statement => statement.Bind(1, now.UtcTicks).Bind(2, limit));

    public Task<IReadOnlyList<StockRow>> Short(string? locationId, (string LocationId, string Sku)? after, int limit) => Rows(
        $"""
        SELECT {Columns} FROM stock_item WHERE reserved > on_hand AND (location_id, sku) > (?1, ?2) AND location_id <= ?3
        ORDER BY location_id, sku LIMIT ?4
        """,
        statement => statement.Bind(1, after?.LocationId ?? locationId ?? "").Bind(2, after?.Sku ?? "")
            .Bind(3, locationId ?? LastId).Bind(4, limit));

    public Task<IReadOnlyList<StockRow>> Aged(
        DateTimeOffset confirmedBy, (DateTimeOffset Since, string Sku, string LocationId)? after, int limit) => Rows(
        $"""
        SELECT {Columns} FROM stock_item WHERE oldest_confirmed <= ?1 AND (oldest_confirmed, sku, location_id) > (?2, ?3, ?4)
        ORDER BY oldest_confirmed, sku, location_id LIMIT ?5
        """,
        statement => statement.Bind(1, confirmedBy.UtcTicks).Bind(2, after?.Since.UtcTicks ?? 0).Bind(3, after?.Sku ?? "")
            .Bind(4, after?.LocationId ?? "").Bind(5, limit));

    public Task<StockTotals> Totals() => _reader.Run(database => database.InTransaction("BEGIN", database =>
    {
        var sums = database.Statement("""
            SELECT count(*), sum(on_hand), sum(reserved), sum(safety_stock), sum(damaged), sum(received), sum(gone_out), sum(holds),
                max(position) FROM stock_item
            """);
        // Over no rows the sums are null, which reads as 0.
        sums.Step();
        var totals = new StockTotals(
            sums.Number(0), sums.Number(1), sums.Number(2), sums.Number(3), sums.Number(4), sums.Number(5), sums.Number(6), sums.Number(7),
            sums.Number(8), SqliteSchema.Through(database));
        sums.Reset();
        return totals;
    }));

    public Task<long> CleanThrough() => _reader.Run(SqliteSchema.Through);

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _writer.DisposeAsync();
    }

    // All rows of the key are looked at: this is for those who have been away.
    private Task<IReadOnlyList<StockRow>> ChangedLongSince(string? locationId, string? sku, long afterPosition, int limit)
    {
        var location = locationId is null ? "" : "location_id = ?3 AND ";
        var item = sku is null ? "" : "sku = ?4 AND ";
        return Rows(
            $"SELECT {Columns} FROM stock_item WHERE {location}{item}position > ?1 ORDER BY position LIMIT ?2",
            statement =>
            {
                statement.Bind(1, afterPosition).Bind(2, limit);
                if (locationId is not null)
                    statement.Bind(3, locationId);
                return sku is null ? statement : statement.Bind(4, sku);
            });
    }

    private Task<IReadOnlyList<StockRow>> Rows(string sql, Func<SqliteStatement, SqliteStatement> bind) =>
        _reader.Run<IReadOnlyList<StockRow>>(database => Read(bind(database.Statement(sql))));

    private static List<StockRow> Read(SqliteStatement statement)
    {
        var rows = new List<StockRow>();
        while (statement.Step())
        {
            rows.Add(new StockRow(
                statement.Text(0), statement.Text(1), statement.Number(2), statement.Number(3), statement.Number(4), statement.Number(5),
                statement.Number(6), statement.Number(7), statement.Number(8), statement.Number(9), (int)statement.Number(10),
                statement.IsNull(11) ? null : Time(statement.Number(11)), Time(statement.Number(12)),
                statement.IsNull(13) ? null : Time(statement.Number(13))));
        }
        return rows;
    }

    private static SqliteStatement Bind(SqliteStatement statement, StockRow row) => statement
        .Bind(1, row.Sku).Bind(2, row.LocationId).Bind(3, row.Version).Bind(4, row.Position).Bind(5, row.OnHand).Bind(6, row.Reserved)
        .Bind(7, row.SafetyStock).Bind(8, row.Damaged).Bind(9, row.Received).Bind(10, row.GoneOut).Bind(11, row.Holds)
        .Bind(12, row.NextExpiry?.UtcTicks).Bind(13, row.UpdatedAt.UtcTicks)
        .Bind(14, row.OldestConfirmed?.UtcTicks);

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
