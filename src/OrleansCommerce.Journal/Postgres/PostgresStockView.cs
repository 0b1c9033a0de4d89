using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace OrleansCommerce.Journal;

/// <summary>The table of the view in PostgreSQL.</summary>
internal sealed class PostgresStockView(NpgsqlDataSource source, PostgresProcess process) : IStockView
{
    private const string Columns =
        "sku, location_id, version, position, on_hand, reserved, safety_stock, damaged, received, gone_out, holds, next_expiry, updated_at, "
        + "oldest_confirmed";

    // One statement is one transaction: the rows and the clean position that they make true. Rows are taken in the order of the key,
    // so that two processes never wait for each other in a circle.
    private const string WriteStatement = $"""
        WITH clean AS (
            INSERT INTO setting (name, value) VALUES ($16, $15)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE excluded.value::bigint > setting.value::bigint)
        INSERT INTO stock_item ({Columns})
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) AS new ({Columns}) ORDER BY location_id, sku
        ON CONFLICT (location_id, sku) DO UPDATE SET version = excluded.version, position = excluded.position,
            on_hand = excluded.on_hand, reserved = excluded.reserved, safety_stock = excluded.safety_stock,
            damaged = excluded.damaged, received = excluded.received, gone_out = excluded.gone_out, holds = excluded.holds,
            next_expiry = excluded.next_expiry, updated_at = excluded.updated_at,
            oldest_confirmed = excluded.oldest_confirmed
        WHERE excluded.version > stock_item.version
        """;

    // An index by position would have to be changed for each row that is written, and with it every other one: the row would get another
    // place. Who writes alone knows what was written last; only several processes have to find it in the table.
    private const string DropPositions = "DROP INDEX IF EXISTS stock_item_position";

    private const string CreatePositions =
        $"SELECT {PostgresMigrations.Lock}; CREATE INDEX IF NOT EXISTS stock_item_position ON stock_item (position)";

    private readonly PostgresReads _database = new(source);
    private readonly RecentRows? _recent = process.IsAlone ? new RecentRows() : null;

    /// <summary>Prepares the table for those who write it: this process alone, or several.</summary>
    /// <param name="head">No row in the table is of a newer position.</param>
    public Task Start(long head) => _database.Run(async connection =>
    {
        await using var command = PostgresStreams.Command(connection, process.IsAlone ? DropPositions : CreatePositions);
        command.CommandTimeout = PostgresMigrations.Timeout;
        _recent?.Start(head);
        return await command.ExecuteNonQueryAsync();
    });

    public async Task Write(IReadOnlyList<StockRow> rows, long cleanThrough)
    {
        await Store(rows, cleanThrough);
        // Those that the table has in a higher version, too: it is among these as well, or below what they are asked for.
        _recent?.Add(rows);
    }

    private Task Store(IReadOnlyList<StockRow> rows, long cleanThrough) => _database.Run(async connection =>
    {
        await using var command = PostgresStreams.Command(
            connection,
            WriteStatement,
            All(rows, row => row.Sku), All(rows, row => row.LocationId), All(rows, row => row.Version), All(rows, row => row.Position),
            All(rows, row => row.OnHand), All(rows, row => row.Reserved), All(rows, row => row.SafetyStock), All(rows, row => row.Damaged),
            All(rows, row => row.Received), All(rows, row => row.GoneOut), All(rows, row => row.Holds),
            All(rows, row => row.NextExpiry?.UtcTicks), All(rows, row => row.UpdatedAt.UtcTicks),
            All(rows, row => row.OldestConfirmed?.UtcTicks),
            cleanThrough.ToString(CultureInfo.InvariantCulture),
            process.Name);
        command.Parameters[11].NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint;
        command.Parameters[13].NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint;
        return await command.ExecuteNonQueryAsync();
    });

    public Task<IReadOnlyList<StockRow>> ByLocation(string locationId, string? afterSku, int limit) => Rows(
        "WHERE location_id = $1 AND sku > $2 ORDER BY sku LIMIT $3", locationId, afterSku ?? "", limit);

    public Task<IReadOnlyList<StockRow>> BySku(string sku, string? afterLocation, int limit) => Rows(
        "WHERE sku = $1 AND location_id > $2 ORDER BY location_id LIMIT $3", sku, afterLocation ?? "", limit);

    public Task<IReadOnlyList<StockRow>> ChangedSince(string? locationId, string? sku, long afterPosition, int limit) =>
        _recent?.After(locationId, sku, afterPosition, limit) is { } recent
            ? Task.FromResult<IReadOnlyList<StockRow>>(recent)
            : ChangedInTable(locationId, sku, afterPosition, limit);

    private Task<IReadOnlyList<StockRow>> ChangedInTable(string? locationId, string? sku, long afterPosition, int limit) =>
        (locationId, sku) switch
        {
            (null, null) => Rows("WHERE position > $1 ORDER BY position LIMIT $2", afterPosition, limit),
            (_, null) => Rows("WHERE position > $1 AND location_id = $3 ORDER BY position LIMIT $2", afterPosition, limit, locationId),
            (null, _) => Rows("WHERE position > $1 AND sku = $3 ORDER BY position LIMIT $2", afterPosition, limit, sku),
            _ => Rows(
                "WHERE position > $1 AND sku = $3 AND location_id = $4 ORDER BY position LIMIT $2", afterPosition, limit, sku, locationId),
        };

    public Task<IReadOnlyList<StockRow>> All(StockRow? after, int limit) => Rows(
        "WHERE (location_id, sku) > ($1, $2) ORDER BY location_id, sku LIMIT $3", after?.LocationId ?? "", after?.Sku ?? "", limit);

    public Task<IReadOnlyList<StockRow>> Due(DateTimeOffset now, int limit) => Rows(
        "WHERE next_expiry <= $1 ORDER BY next_expiry, sku, location_id LIMIT $2", now.UtcTicks, limit);

    public Task<IReadOnlyList<StockRow>> Short(string? locationId, (string LocationId, string Sku)? after, int limit) => Rows(
        "WHERE is_short AND (location_id, sku) > ($1, $2) AND ($3 OR location_id = $1) ORDER BY location_id, sku LIMIT $4",
        after?.LocationId ?? locationId ?? "", after?.Sku ?? "", locationId is null, limit);

    public Task<IReadOnlyList<StockRow>> Aged(
        DateTimeOffset confirmedBy, (DateTimeOffset Since, string Sku, string LocationId)? after, int limit) => Rows(
        """
        WHERE oldest_confirmed <= $1 AND (oldest_confirmed, sku, location_id) > ($2, $3, $4)
        ORDER BY oldest_confirmed, sku, location_id LIMIT $5
        """,
        confirmedBy.UtcTicks, after?.Since.UtcTicks ?? 0L, after?.Sku ?? "", after?.LocationId ?? "", limit);

    public Task<StockTotals> Totals() => _database.Run(async connection =>
    {
        await using var command = PostgresStreams.Command(connection, $"""
            SELECT count(*), coalesce(sum(on_hand), 0)::bigint, coalesce(sum(reserved), 0)::bigint, coalesce(sum(safety_stock), 0)::bigint,
                coalesce(sum(damaged), 0)::bigint, coalesce(sum(received), 0)::bigint, coalesce(sum(gone_out), 0)::bigint,
                coalesce(sum(holds), 0)::bigint, coalesce(max(position), 0),
                coalesce({PostgresProcess.CleanThrough}, 0)
            FROM stock_item
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new StockTotals(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5),
            reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9));
    });

    public Task<long> CleanThrough() => _database.Scalar<long>($"SELECT {PostgresProcess.CleanThrough}");

    public Task<long?> TakeOver() => _database.Run(process.TakeOver);

    private static T[] All<T>(IReadOnlyList<StockRow> rows, Func<StockRow, T> column)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = column(rows[i]);
        return values;
    }

    private Task<IReadOnlyList<StockRow>> Rows(string condition, params object?[] values) => _database.Run(async connection =>
    {
        await using var command = PostgresStreams.Command(connection, $"SELECT {Columns} FROM stock_item {condition}", values);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<StockRow>();
        while (await reader.ReadAsync())
        {
            rows.Add(new StockRow(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5),
                reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9), reader.GetInt32(10),
                await reader.IsDBNullAsync(11) ? null : Time(reader.GetInt64(11)), Time(reader.GetInt64(12)),
                await reader.IsDBNullAsync(13) ? null : Time(reader.GetInt64(13))));
        }
        return (IReadOnlyList<StockRow>)rows;
    });

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
