using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>What an error of PostgreSQL means for what was asked.</summary>
internal static class PostgresErrors
{
    public static bool IsUniqueViolation(PostgresException e) => e.SqlState == PostgresErrorCodes.UniqueViolation;

    /// <summary>
    /// An error that the server reports undoes the statement. The exceptions end the session: a server that goes down may have
    /// committed already and only not have said so.
    /// </summary>
    public static JournalUnavailableException OfWrite(Exception cause) => cause switch
    {
        JournalUnavailableException unavailable => unavailable,
        PostgresException e when e.InvariantSeverity is "ERROR" => new($"PostgreSQL: {e.MessageText}", mayBeWritten: false, e),
        _ => new($"PostgreSQL: {cause.Message}", mayBeWritten: true, cause),
    };

    public static JournalUnavailableException OfRead(Exception cause) =>
        cause as JournalUnavailableException ?? new JournalUnavailableException($"PostgreSQL: {cause.Message}", mayBeWritten: false, cause);
}
