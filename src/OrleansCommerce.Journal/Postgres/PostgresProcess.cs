using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>
/// One of several processes that share a journal. It records for itself how far the view shows what it has written, and it counts as
/// alive as long as the session lives in which it appends: once that has ended, nothing of it can be written any more, so whoever takes
/// over finds all there is.
/// </summary>
internal sealed class PostgresProcess
{
    /// <summary>The setting of a process that owns the journal alone, and the beginning of those of others.</summary>
    public const string Setting = "clean_through";

    // Settings are named in the order of their bytes, and 0 is what comes after the slash.
    private const string All = "(name = 'clean_through' OR (name > 'clean_through/' AND name < 'clean_through0'))";

    private const string Lock = "hashtext('orleanscommerce.process') # hashtext(current_schema())";

    private readonly int _id = RandomNumberGenerator.GetInt32(1, int.MaxValue);

    public PostgresProcess(bool isExclusive)
    {
        IsAlone = isExclusive;
        Name = isExclusive ? Setting : string.Create(CultureInfo.InvariantCulture, $"{Setting}/{_id}");
    }

    /// <summary>Whether it has the journal for itself.</summary>
    public bool IsAlone { get; }

    /// <summary>The name of its setting.</summary>
    public string Name { get; }

    /// <summary>Through which position the view shows what any process has written.</summary>
    public static string CleanThrough => $"(SELECT min(value::bigint) FROM setting WHERE {All})";

    /// <summary>
    /// For the session that is to append: it counts as alive from now on, and its setting is there before it has written anything. Where
    /// somebody took over from it while it had no session, its part begins anew with what is clean by now.
    /// </summary>
    public string Join =>
        $"""
        SELECT pg_advisory_lock({Lock}, {_id});
        INSERT INTO setting (name, value) SELECT '{Name}', coalesce({CleanThrough}, 0)::text ON CONFLICT (name) DO NOTHING
        """;

    /// <summary>For the session of a process that has the journal for itself: whatever others left is its own now.</summary>
    public static string JoinAlone =>
        $"""
        WITH others AS (DELETE FROM setting WHERE {All} AND name <> '{Setting}' RETURNING name)
        INSERT INTO setting (name, value) SELECT '{Setting}', {CleanThrough}::text WHERE EXISTS (SELECT 1 FROM others)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """;

    /// <summary>
    /// In one transaction, so that there is always somebody whose position is low enough. A process that comes back meanwhile waits for
    /// the lock and joins anew.
    /// </summary>
    public async Task<long?> TakeOver(NpgsqlConnection connection)
    {
        await using var command = PostgresStreams.Command(
            connection,
            $"""
            WITH others AS MATERIALIZED (
                SELECT name, value::bigint AS value, coalesce(nullif(split_part(name, '/', 2), ''), '0')::int AS id
                FROM setting WHERE {All} AND name <> $1),
            ended AS MATERIALIZED (SELECT name, value FROM others WHERE pg_try_advisory_xact_lock({Lock}, id)),
            gone AS (DELETE FROM setting USING ended WHERE setting.name = ended.name),
            own AS (
                INSERT INTO setting (name, value) SELECT $1, min(value)::text FROM ended HAVING count(*) > 0
                ON CONFLICT (name) DO UPDATE SET value = least(setting.value::bigint, excluded.value::bigint)::text)
            SELECT min(value) FROM ended
            """,
            Name);
        return await command.ExecuteScalarAsync() is long left ? left : null;
    }
}
