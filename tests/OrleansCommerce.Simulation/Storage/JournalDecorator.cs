using OrleansCommerce.Journal;

namespace OrleansCommerce.Simulation.Storage;

/// <summary>A journal in front of another one; what derives from it changes what it has to.</summary>
public abstract class JournalDecorator(IJournal inner) : IJournal
{
    public virtual IStockView Stock => Inner.Stock;

    protected IJournal Inner { get; } = inner;

    public virtual Task Start(CancellationToken cancellation) => Inner.Start(cancellation);

    public virtual Task<BatchOutcome> Append(IReadOnlyList<Frame> frames) => Inner.Append(frames);

    public virtual Task<IReadOnlyList<StoredStream>> Read(IReadOnlyList<StreamQuery> queries) => Inner.Read(queries);

    public virtual Task<FeedPage> ReadAll(long afterPosition, int limit) => Inner.ReadAll(afterPosition, limit);

    public virtual Task<ChangedStreams> ReadChangedStreams(string prefix, long afterPosition, int limit) =>
        Inner.ReadChangedStreams(prefix, afterPosition, limit);

    public virtual Task<RecordPlace?> FindCommand(CommandId id) => Inner.FindCommand(id);

    public virtual Task<IReadOnlyDictionary<CommandId, RecordPlace>> FindCommands(IReadOnlyList<CommandId> ids) => Inner.FindCommands(ids);

    public virtual Task<StoredRecord?> ReadRecord(RecordPlace place) => Inner.ReadRecord(place);

    public virtual Task<IReadOnlyList<string>> ListStreams(string prefix, string? after, int limit) => Inner.ListStreams(prefix, after, limit);

    public virtual Task<IReadOnlyList<StoredRecord>> ReadCorrelation(string correlation, int limit) => Inner.ReadCorrelation(correlation, limit);

    public virtual Task WriteSnapshots(IReadOnlyList<StreamSnapshot> snapshots) => Inner.WriteSnapshots(snapshots);

    public virtual Task<IReadOnlyList<string>> ListCompactable(string? after, long throughPosition, int limit) =>
        Inner.ListCompactable(after, throughPosition, limit);

    public virtual Task<int> Compact(string stream, long throughPosition, int limit) => Inner.Compact(stream, throughPosition, limit);

    public virtual Task<string?> ReadSetting(string name) => Inner.ReadSetting(name);

    public virtual Task WriteSetting(string name, string value) => Inner.WriteSetting(name, value);

    public virtual Task<long> Head() => Inner.Head();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
