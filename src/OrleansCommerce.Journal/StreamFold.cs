namespace OrleansCommerce.Journal;

/// <summary>
/// Streams that compaction itself makes snapshots of, once nothing has happened to them for the whole retention: they are too short for
/// their owners to take any, and too many to be kept as they are.
/// </summary>
/// <param name="Prefix">Of the names of the streams.</param>
/// <param name="Fold">The snapshot of a stream of which nothing is left out; null where it is to stay as it is.</param>
public sealed record StreamFold(string Prefix, Func<StoredStream, Snapshot?> Fold)
{
    /// <summary>A snapshot without content, of all but the last record, where that says it all.</summary>
    public static StreamFold Of(LastWord word) => new(word.Prefix, content =>
        word.IsLast(content.Records[^1].Record) ? new Snapshot(content.Version - 1, LastWord.NoContent) : null);
}
