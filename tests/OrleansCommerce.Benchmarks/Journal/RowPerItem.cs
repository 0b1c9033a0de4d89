using Npgsql;
using NpgsqlTypes;
using OrleansCommerce.Benchmarks.Measure;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Benchmarks.Journal;

/// <summary>
/// The alternative: PostgreSQL with one row per SKU and location. A reservation is one statement, prepared and a transaction of its
/// own: a conditional update of the item and the insertion of the reservation, whose id is a primary key.
/// </summary>
internal sealed class RowPerItem : IAsyncDisposable
{
    /// <summary>With few the commits of the server hardly share a write, with many they wait for each other's rows.</summary>
    public static readonly int[] Connections = [8, 32];

    private const string Schema = """
        CREATE TABLE stock (
            sku text COLLATE "C" NOT NULL, location_id text COLLATE "C" NOT NULL,
            on_hand bigint NOT NULL, reserved bigint NOT NULL, safety_stock bigint NOT NULL,
            PRIMARY KEY (location_id, sku)) WITH (fillfactor = 70);
        CREATE TABLE reservation (
            id text COLLATE "C" PRIMARY KEY, sku text COLLATE "C" NOT NULL, location_id text COLLATE "C" NOT NULL,
            quantity bigint NOT NULL, status smallint NOT NULL, held_until timestamptz NOT NULL, customer_id text);
        """;

    private const string Statement = """
        WITH held AS (
            UPDATE stock SET reserved = reserved + $3
            WHERE location_id = $2 AND sku = $1 AND on_hand - reserved - safety_stock >= $3
            RETURNING sku)
        INSERT INTO reservation (id, sku, location_id, quantity, status, held_until)
        SELECT $4, $1, $2, $3, 0, $5 FROM held
        """;

    private readonly List<(NpgsqlConnection Connection, NpgsqlCommand Command)> _open = [];

    private RowPerItem()
    {
    }

    /// <summary>The tables, with stock of each of the items.</summary>
    public static async Task Create(string connectionString, IEnumerable<StockKey> items)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var schema = source.CreateCommand(Schema);
        await schema.ExecuteNonQueryAsync();
        await using var fill = source.CreateCommand("INSERT INTO stock SELECT sku, $2, 1000000000, 0, 0 FROM unnest($1) AS new (sku)");
        fill.Parameters.Add(new NpgsqlParameter { Value = items.Select(item => item.Sku).ToArray() });
        fill.Parameters.Add(new NpgsqlParameter { Value = items.First().LocationId });
        await fill.ExecuteNonQueryAsync();
        await using var tidy = source.CreateCommand("VACUUM ANALYZE stock");
        await tidy.ExecuteNonQueryAsync();
    }

    public static async Task<RowPerItem> Open(string connectionString, int connections)
    {
        var alternative = new RowPerItem();
        for (var i = 0; i < connections; i++)
            alternative._open.Add(await Connect(connectionString));
        return alternative;
    }

    /// <summary>The prepared statement of each connection. One reservation at a time goes through one.</summary>
    public IEnumerable<NpgsqlCommand> Statements => _open.Select(open => open.Command);

    public Task<Run> Measure(Workload workload, int connections, TimeSpan duration) => Run.Closed(connections, duration, async (caller, random) =>
    {
        var item = workload.Next(random);
        if (!await Reserve(_open[caller].Command, Ids.Next(random), item.Sku, item.LocationId, 1))
            throw new InvalidOperationException($"A reservation of {item} was refused.");
    });

    /// <returns>False: there is not as much.</returns>
    public static async Task<bool> Reserve(NpgsqlCommand statement, string reservationId, string sku, string locationId, long quantity)
    {
        ((NpgsqlParameter<string>)statement.Parameters[0]).TypedValue = sku;
        ((NpgsqlParameter<string>)statement.Parameters[1]).TypedValue = locationId;
        ((NpgsqlParameter<long>)statement.Parameters[2]).TypedValue = quantity;
        ((NpgsqlParameter<string>)statement.Parameters[3]).TypedValue = reservationId;
        ((NpgsqlParameter<DateTime>)statement.Parameters[4]).TypedValue = DateTime.UtcNow.AddDays(1);
        return await statement.ExecuteNonQueryAsync() == 1;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (connection, command) in _open)
        {
            await command.DisposeAsync();
            await connection.DisposeAsync();
        }
    }

    private static async Task<(NpgsqlConnection, NpgsqlCommand)> Connect(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        await connection.OpenAsync();
        var command = new NpgsqlCommand(Statement, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.PrepareAsync();
        return (connection, command);
    }
}
