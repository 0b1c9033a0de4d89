namespace OrleansCommerce.Journal;

/// <summary>The unit of storage: the records of one stream in one batch, all or nothing.</summary>
/// <param name="FirstVersion">The version of the first record; the rest follow without gaps.</param>
public sealed record Frame(string Stream, long FirstVersion, IReadOnlyList<JournalRecord> Records)
{
    public long LastVersion => FirstVersion + Records.Count - 1;

    /// <summary>Who appends it, where a group commit does; not stored. One writer's frames build on each other, and a check may say so.</summary>
    public object? Writer { get; init; }

    /// <summary>The commands that the records of some frames answer, one after the other.</summary>
    internal static IEnumerable<CommandId> CommandIds(IEnumerable<Frame> frames)
    {
        foreach (var frame in frames)
        {
            var records = frame.Records;
            for (var i = 0; i < records.Count; i++)
            {
                if (records[i].CommandId is { } id)
                    yield return id;
            }
        }
    }
}
