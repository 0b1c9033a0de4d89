namespace OrleansCommerce.Journal;

/// <summary>
/// Streams of which the last record tells all that has to be remembered once it is old: compaction may remove what came before it. Whoever
/// loads such a stream finds a snapshot without content, and that record behind it.
/// </summary>
/// <param name="Prefix">Of the names of the streams.</param>
/// <param name="IsLast">Whether nothing that came before such a record matters any more.</param>
public sealed record LastWord(string Prefix, Func<JournalRecord, bool> IsLast)
{
    /// <summary>The body of the snapshot: the version of its format, 1, and nothing else.</summary>
    public static ReadOnlyMemory<byte> NoContent { get; } = new byte[] { 1 };
}
