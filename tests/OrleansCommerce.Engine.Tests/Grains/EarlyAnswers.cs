using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>
/// A planted bug: a journal that, from a certain moment on, says that frames are durable without having written them, as one does that
/// answers before the disk has. What it holds back is gone when the process is. Until then everything looks right.
/// </summary>
internal sealed class EarlyAnswers(MemoryJournal journal) : IJournal
{
    private long _promised;

    /// <summary>From now on it answers before it writes, and never gets to writing.</summary>
    public bool IsEarly { get; set; }

    /// <summary>Frames that were said to be durable and are not.</summary>
    public int FramesHeldBack { get; private set; }

    public IStockView Stock => journal.Stock;

    public async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        if (!IsEarly)
        {
            return await journal.Append(frames);
        }

        FramesHeldBack += frames.Count;
        _promised = Math.Max(_promised, await journal.Head());
        return new BatchOutcome([.. frames.Select(_ => new AppendOutcome(AppendStatus.Durable, ++_promised))]);
    }

    public Task Start(CancellationToken cancellation) => journal.Start(cancellation);

    public Task<IReadOnlyList<StoredStream>> Read(IReadOnlyList<StreamQuery> queries) => journal.Read(queries);

    public Task<FeedPage> ReadAll(long afterPosition, int limit) => journal.ReadAll(afterPosition, limit);

    public Task<ChangedStreams> ReadChangedStreams(string prefix, long afterPosition, int limit) =>
        journal.ReadChangedStreams(prefix, afterPosition, limit);

    public Task<RecordPlace?> FindCommand(CommandId id) => journal.FindCommand(id);

    public Task<IReadOnlyDictionary<CommandId, RecordPlace>> FindCommands(IReadOnlyList<CommandId> ids) => journal.FindCommands(ids);

    public Task<StoredRecord?> ReadRecord(RecordPlace place) => journal.ReadRecord(place);

    public Task<IReadOnlyList<string>> ListStreams(string prefix, string? after, int limit) => journal.ListStreams(prefix, after, limit);

    public Task<IReadOnlyList<StoredRecord>> ReadCorrelation(string correlation, int limit) => journal.ReadCorrelation(correlation, limit);

    public Task WriteSnapshots(IReadOnlyList<StreamSnapshot> snapshots) => journal.WriteSnapshots(snapshots);

    public Task<IReadOnlyList<string>> ListCompactable(string? after, long throughPosition, int limit) =>
        journal.ListCompactable(after, throughPosition, limit);

    public Task<int> Compact(string stream, long throughPosition, int limit) => journal.Compact(stream, throughPosition, limit);

    public Task<string?> ReadSetting(string name) => journal.ReadSetting(name);

    public Task WriteSetting(string name, string value) => journal.WriteSetting(name, value);

    public Task<long> Head() => journal.Head();

    public ValueTask DisposeAsync() => journal.DisposeAsync();
}
