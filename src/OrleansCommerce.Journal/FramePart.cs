namespace OrleansCommerce.Journal;

/// <summary>Consecutive appends of one writer, on their way to the storage as one frame.</summary>
internal sealed class FramePart(StreamWriter writer)
{
    public StreamWriter Writer { get; } = writer;

    public List<PendingAppend> Appends { get; private init; } = new(1);

    /// <summary>
    /// Appends behind <see cref="Appends"/> whose end is certain already; they are told after those before them, so that appends of
    /// one writer end in order.
    /// </summary>
    public IReadOnlyList<(PendingAppend Append, AppendOutcome Outcome)> Refused { get; private init; } = [];

    public Frame ToFrame()
    {
        if (Appends.Count == 1)
            return new Frame(Writer.Stream, Appends[0].FirstVersion, Appends[0].Records) { Writer = Writer };
        var records = new List<JournalRecord>(Appends.Sum(append => append.Records.Count));
        foreach (var append in Appends)
            records.AddRange(append.Records);
        return new Frame(Writer.Stream, Appends[0].FirstVersion, records) { Writer = Writer };
    }

    /// <summary>
    /// What is left to write when one of the ids turns out to be recorded: the appends before the one that has it. That one is a
    /// duplicate, and those behind it were decided on a state that never came to be.
    /// </summary>
    /// <exception cref="InvalidOperationException">No append has that id: the storage is wrong.</exception>
    public FramePart Before(AppendOutcome duplicate)
    {
        var index = Appends.FindIndex(append => append.Has(duplicate.DuplicateId));
        if (index < 0)
        {
            throw new InvalidOperationException(
                $"The storage refused command {duplicate.DuplicateId}, which stream {Writer.Stream} did not send.");
        }
        var refused = new List<(PendingAppend, AppendOutcome)> { (Appends[index], duplicate) };
        foreach (var append in Appends.Skip(index + 1))
            refused.Add((append, new AppendOutcome(AppendStatus.Superseded, 0)));
        refused.AddRange(Refused);
        return new FramePart(Writer) { Appends = Appends[..index], Refused = refused };
    }
}
