using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>Refuses a server that loses what it has acknowledged, or that cannot be written to.</summary>
internal static class PostgresChecks
{
    /// <exception cref="JournalStartException">The message says which setting, and why it matters.</exception>
    public static async Task Run(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("""
            SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
                pg_is_in_recovery(), current_setting('transaction_read_only')
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        if (reader.GetBoolean(3))
            throw new JournalStartException("This PostgreSQL server is a read replica; the journal needs the primary.");
        if (reader.GetString(4) == "on")
            throw new JournalStartException("This PostgreSQL server is read-only (default_transaction_read_only = on).");
        if (reader.GetString(0) == "off")
            throw new JournalStartException("PostgreSQL runs with fsync = off: a crash could lose or corrupt acknowledged work.");
        if (reader.GetString(1) == "off")
            throw new JournalStartException("PostgreSQL runs with full_page_writes = off: a crash could corrupt the journal.");
        if (reader.GetString(2) == "off")
            throw new JournalStartException("PostgreSQL runs with synchronous_commit = off: a crash would lose acknowledged work.");
    }
}
