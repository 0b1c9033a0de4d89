namespace OrleansCommerce.Journal;

/// <summary>Where the journal is kept in PostgreSQL.</summary>
/// <param name="ConnectionString">An Npgsql connection string. The journal lives in the first schema of its search path.</param>
public sealed record PostgresOptions(string ConnectionString)
{
    /// <summary>
    /// Whether this process takes the journal for itself, so that a second one refuses to start. In a cluster of silos it is off, and
    /// the unique keys alone decide between two owners of a stream.
    /// </summary>
    public bool Exclusive { get; init; } = true;

    /// <summary>How long to wait for an owner that was killed to let go, before the journal counts as taken; at most half the command limit.</summary>
    public TimeSpan OwnerPatience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>After this time without an answer the outcome of a statement is given up as unknown.</summary>
    public TimeSpan CommandLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most connections for reads.</summary>
    public int ReadConnections { get; init; } = 8;
}
