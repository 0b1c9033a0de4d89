namespace OrleansCommerce.Journal;

/// <summary>How an append, or a frame of a batch, ended.</summary>
/// <param name="Position">The place in the feed where the records are, if durable.</param>
/// <param name="DuplicateId">For <see cref="AppendStatus.Duplicate"/>: the first of its command ids that is recorded already.</param>
/// <param name="DuplicatePlace">For <see cref="AppendStatus.Duplicate"/>: where that command is recorded.</param>
public readonly record struct AppendOutcome(
    AppendStatus Status,
    long Position,
    CommandId DuplicateId = default,
    RecordPlace DuplicatePlace = default);
