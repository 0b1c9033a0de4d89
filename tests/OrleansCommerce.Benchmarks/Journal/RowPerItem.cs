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

    public static async Task<RowPerItem> Open(string connectionString, IEnumerable<StockKey> items)
    {
        await using (var source = NpgsqlDataSource.Create(connectionString))
        {
            await using var schema = source.CreateCommand(Schema);
            await schema.ExecuteNonQueryAsync();
            await using var fill = source.CreateCommand("INSERT INTO stock SELECT sku, $2, 1000000000, 0, 0 FROM unnest($1) AS new (sku)");
            fill.Parameters.Add(new NpgsqlParameter { Value = items.Select(item => item.Sku).ToArray() });
            fill.Parameters.Add(new NpgsqlParameter { Value = items.First().LocationId });
            await fill.ExecuteNonQueryAsync();
            await using var tidy = source.CreateCommand("VACUUM ANALYZE stock");
            await tidy.ExecuteNonQueryAsync();
        }
        var alternative = new RowPerItem();
        for (var i = 0; i < Connections.Max(); i++)
            alternative._open.Add(await Connect(connectionString));
        return alternative;
    }

    public Task<Run> Measure(Workload workload, int connections, TimeSpan duration) =>
        Run.Closed(connections, duration, (caller, random) => Reserve(_open[caller].Command, workload.Next(random), Ids.Next(random)));

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

    private static async Task Reserve(NpgsqlCommand command, StockKey item, string reservationId)
    {
        ((NpgsqlParameter<string>)command.Parameters[0]).TypedValue = item.Sku;
        ((NpgsqlParameter<string>)command.Parameters[1]).TypedValue = item.LocationId;
        ((NpgsqlParameter<long>)command.Parameters[2]).TypedValue = 1;
        ((NpgsqlParameter<string>)command.Parameters[3]).TypedValue = reservationId;
        ((NpgsqlParameter<DateTime>)command.Parameters[4]).TypedValue = DateTime.UtcNow.AddDays(1);
        if (await command.ExecuteNonQueryAsync() != 1)
            throw new InvalidOperationException($"A reservation of {item} was refused.");
    }
}
