using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>A journal before another one, to which it hands on everything; what is derived from it changes some of that.</summary>
internal abstract class JournalInFront(IJournal journal) : IJournal
{
    public virtual IStockView Stock => journal.Stock;

    protected IJournal Inner => journal;

    public virtual Task<BatchOutcome> Append(IReadOnlyList<Frame> frames) => journal.Append(frames);

    public virtual Task Start(CancellationToken cancellation) => journal.Start(cancellation);

    public virtual Task<IReadOnlyList<StoredStream>> Read(IReadOnlyList<StreamQuery> queries) => journal.Read(queries);

    public virtual Task<IReadOnlyList<long>> ReadHeads(IReadOnlyList<string> streams) => journal.ReadHeads(streams);

    public virtual Task<FeedPage> ReadAll(long afterPosition, int limit) => journal.ReadAll(afterPosition, limit);

    public Task<ChangedStreams> ReadChangedStreams(string prefix, long afterPosition, int limit) =>
        journal.ReadChangedStreams(prefix, afterPosition, limit);

    public Task<RecordPlace?> FindCommand(CommandId id) => journal.FindCommand(id);

    public Task<IReadOnlyDictionary<CommandId, RecordPlace>> FindCommands(IReadOnlyList<CommandId> ids) => journal.FindCommands(ids);

    public Task<StoredRecord?> ReadRecord(RecordPlace place) => journal.ReadRecord(place);

    public Task<IReadOnlyList<string>> ListStreams(string prefix, string? after, int limit) => journal.ListStreams(prefix, after, limit);

    public Task<IReadOnlyList<StoredRecord>> ReadCorrelation(string correlation, int limit) => journal.ReadCorrelation(correlation, limit);

    public virtual Task WriteSnapshots(IReadOnlyList<StreamSnapshot> snapshots) => journal.WriteSnapshots(snapshots);

    public Task<IReadOnlyList<string>> ListCompactable(string? after, long throughPosition, int limit) =>
        journal.ListCompactable(after, throughPosition, limit);

    public Task<int> Compact(string stream, long throughPosition, int limit) => journal.Compact(stream, throughPosition, limit);

    public Task<string?> ReadSetting(string name) => journal.ReadSetting(name);

    public Task WriteSetting(string name, string value) => journal.WriteSetting(name, value);

    public Task<long> Head() => journal.Head();

    public virtual ValueTask DisposeAsync() => journal.DisposeAsync();
}
