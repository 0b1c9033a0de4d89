using System.Globalization;
using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>Brings the schema up to date from the numbered files beside this one, each once and in a transaction of its own.</summary>
internal static class PostgresMigrations
{
    /// <summary>Held while tables and indexes are made, so that several processes that start at once do it one behind the other.</summary>
    public const string Lock = $"pg_advisory_xact_lock({LockKey})";

    /// <summary>What changes a large table takes as long as it takes.</summary>
    public const int Timeout = 0;

    private const string LockKey = "hashtext('orleanscommerce.migrations'), hashtext(current_schema())";

    /// <summary>Safe when several processes start at once: one migrates, the others wait and find it done.</summary>
    public static async Task Run(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await Execute(connection, $"SELECT pg_advisory_lock({LockKey})", cancellation);
        try
        {
            await Execute(
                connection,
                """
                CREATE TABLE IF NOT EXISTS migration (
                    version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
                """,
                cancellation);
            var files = Files();
            var version = await Version(connection, cancellation);
            if (version > files[^1].Version)
            {
                throw new JournalStartException(
                    $"The journal has schema version {version}; this program works with version {files[^1].Version}.");
            }
            foreach (var (number, name) in files.Where(file => file.Version > version))
                await Apply(connection, number, name, cancellation);
        }
        finally
        {
            // The connection goes back to the pool, and the lock must not go with it.
            await Execute(connection, "SELECT pg_advisory_unlock_all()", CancellationToken.None);
        }
    }

    private static async Task<int> Version(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM migration", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task Apply(NpgsqlConnection connection, int version, string name, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Execute(connection, Text(name), cancellation);
        await using var command = new NpgsqlCommand("INSERT INTO migration (version, name) VALUES ($1, $2)", connection)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = version }, new NpgsqlParameter<string> { TypedValue = name } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static List<(int Version, string Name)> Files() =>
        [.. typeof(PostgresMigrations).Assembly.GetManifestResourceNames()
            .Where(name => name.Length > 5 && int.TryParse(name.AsSpan(0, 4), CultureInfo.InvariantCulture, out _))
            .Select(name => (int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name))
            .Order()];

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(PostgresMigrations).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>However long it takes.</summary>
    public static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = Timeout };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
