namespace OrleansCommerce.Journal;

/// <summary>Names of settings that the journal itself keeps.</summary>
public static class JournalSettings
{
    /// <summary>A random identity made with the store: positions of different epochs cannot be compared.</summary>
    public const string Epoch = "epoch";

    /// <summary>The highest position whose frame compaction has removed; absent where it has removed none.</summary>
    public const string CompactedThrough = "compactedThrough";

    /// <summary>Followed by a prefix of streams: up to where compaction has looked for those whose last record says it all.</summary>
    public const string MarkedThrough = "markedThrough";

    /// <summary>The version of the schema.</summary>
    public const string Schema = "schema";
}
