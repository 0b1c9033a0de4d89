namespace OrleansCommerce.Journal;

/// <summary>How an append, or a frame of a batch, ended.</summary>
/// <param name="Position">The place in the feed where the records are, if durable.</param>
/// <param name="Duplicate">For <see cref="AppendStatus.Duplicate"/>: the first of its command ids that is recorded already, and where.</param>
public readonly record struct AppendOutcome(AppendStatus Status, long Position, RecordedCommand? Duplicate = null)
{
    public CommandId DuplicateId => Duplicate?.Id ?? default;

    public RecordPlace DuplicatePlace => Duplicate?.Place ?? default;
}
