using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>Runs what has no part in the group commit on pooled connections, and says what an error means.</summary>
internal sealed class PostgresReads(NpgsqlDataSource source)
{
    public async Task<T> Run<T>(Func<NpgsqlConnection, Task<T>> work)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync();
            return await work(connection);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw PostgresErrors.OfRead(e);
        }
    }

    public Task<T> Scalar<T>(string sql, params object?[] values) => Run(async connection =>
    {
        await using var command = PostgresStreams.Command(connection, sql, values);
        return await command.ExecuteScalarAsync() is T value ? value : default!;
    });

    public Task<int> Execute(string sql, params object?[] values) => Run(async connection =>
    {
        await using var command = PostgresStreams.Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync();
    });
}
