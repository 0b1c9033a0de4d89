using System.Diagnostics;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Benchmarks.Journal;

/// <summary>
/// A journal that notes when records come to the storage and when they are durable, as sums over all of them: together with the sums
/// over calls and answers they tell where the time of an average reservation goes.
/// </summary>
internal sealed class MeteredJournal(IJournal inner) : IJournal
{
    private long _start;
    // Of a million records each some seconds after the start, the sum is more than a whole number of nanoseconds can be.
    private double _takenTicks;
    private double _durableTicks;

    private readonly MeteredView _view = new(inner.Stock);

    public IStockView Stock => _view;

    /// <summary>Rows of the view that were written so far.</summary>
    public long ViewRows => _view.Rows;

    /// <summary>Begins anew, while no append is under way.</summary>
    /// <returns>The moment that the sums count from.</returns>
    public long Reset()
    {
        Volatile.Write(ref _takenTicks, 0);
        Volatile.Write(ref _durableTicks, 0);
        _start = Stopwatch.GetTimestamp();
        return _start;
    }

    /// <summary>The sums over all records since the reset, in ticks.</summary>
    public (double Taken, double Durable) Sums => (Volatile.Read(ref _takenTicks), Volatile.Read(ref _durableTicks));

    public async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        var records = frames.Sum(frame => frame.Records.Count);
        Volatile.Write(ref _takenTicks, _takenTicks + ((double)records * (Stopwatch.GetTimestamp() - _start)));
        var outcome = await inner.Append(frames);
        Volatile.Write(ref _durableTicks, _durableTicks + ((double)records * (Stopwatch.GetTimestamp() - _start)));
        return outcome;
    }

    public Task Start(CancellationToken cancellation) => inner.Start(cancellation);

    public Task<IReadOnlyList<StoredStream>> Read(IReadOnlyList<StreamQuery> queries) => inner.Read(queries);

    public Task<FeedPage> ReadAll(long afterPosition, int limit) => inner.ReadAll(afterPosition, limit);

    public Task<ChangedStreams> ReadChangedStreams(string prefix, long afterPosition, int limit) =>
        inner.ReadChangedStreams(prefix, afterPosition, limit);

    public Task<RecordPlace?> FindCommand(CommandId id) => inner.FindCommand(id);

    public Task<IReadOnlyDictionary<CommandId, RecordPlace>> FindCommands(IReadOnlyList<CommandId> ids) => inner.FindCommands(ids);

    public Task<StoredRecord?> ReadRecord(RecordPlace place) => inner.ReadRecord(place);

    public Task<IReadOnlyList<string>> ListStreams(string prefix, string? after, int limit) => inner.ListStreams(prefix, after, limit);

    public Task<IReadOnlyList<StoredRecord>> ReadCorrelation(string correlation, int limit) => inner.ReadCorrelation(correlation, limit);

    public Task WriteSnapshots(IReadOnlyList<StreamSnapshot> snapshots) => inner.WriteSnapshots(snapshots);

    public Task<IReadOnlyList<string>> ListCompactable(string? after, long throughPosition, int limit) =>
        inner.ListCompactable(after, throughPosition, limit);

    public Task<int> Compact(string stream, long throughPosition, int limit) => inner.Compact(stream, throughPosition, limit);

    public Task<string?> ReadSetting(string name) => inner.ReadSetting(name);

    public Task WriteSetting(string name, string value) => inner.WriteSetting(name, value);

    public Task<long> Head() => inner.Head();

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
