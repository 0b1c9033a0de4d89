namespace OrleansCommerce.Journal;

/// <summary>The frames of a <see cref="MemoryJournal"/> and what finds them. Callers hold its lock.</summary>
internal sealed partial class MemoryStreams
{
    private readonly List<StoredRecord[]> _log = [];
    private readonly Dictionary<string, List<StoredRecord[]>> _streams = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _names = new(Utf8Order.Comparer);
    private readonly Dictionary<CommandId, RecordPlace> _commands = [];
    private readonly Dictionary<string, List<StoredRecord>> _correlations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Snapshot> _snapshots = new(StringComparer.Ordinal);

    /// <summary>The frame at position p is at index p − 1.</summary>
    public long Head => _log.Count;

    public AppendOutcome Append(Frame frame)
    {
        var stream = _streams.GetValueOrDefault(frame.Stream);
        if (LastVersion(stream) + 1 != frame.FirstVersion)
            return new AppendOutcome(AppendStatus.Conflict, 0);
        foreach (var record in frame.Records)
        {
            if (record.CommandId is { } id && _commands.TryGetValue(id, out var place))
                return new AppendOutcome(AppendStatus.Duplicate, 0, new RecordedCommand(id, place));
        }
        var position = Head + 1;
        var stored = new StoredRecord[frame.Records.Count];
        for (var i = 0; i < stored.Length; i++)
            stored[i] = new StoredRecord(frame.Stream, frame.FirstVersion + i, position, frame.Records[i]);
        if (stream is null)
        {
            _streams[frame.Stream] = stream = [];
            _names.Add(frame.Stream);
        }
        stream.Add(stored);
        _log.Add(stored);
        foreach (var record in stored)
            Index(record);
        return new AppendOutcome(AppendStatus.Durable, position);
    }

    public StoredStream Read(StreamQuery query)
    {
        var snapshot = query.AfterVersion is null ? _snapshots.GetValueOrDefault(query.Stream) : null;
        var after = query.AfterVersion ?? snapshot?.Version ?? 0;
        var stream = _streams.GetValueOrDefault(query.Stream);
        var records = new List<StoredRecord>();
        for (var i = FirstFrameAfter(stream, after); i < (stream?.Count ?? 0); i++)
            records.AddRange(stream![i].Where(record => record.Version > after));
        return new StoredStream(query.Stream, snapshot, records, LastVersion(stream), stream?[^1][^1].Position ?? 0);
    }

    public FeedPage ReadAll(long afterPosition, int limit)
    {
        var records = new List<StoredRecord>();
        var position = afterPosition;
        while (position < Head && records.Count < limit)
            records.AddRange(_log[checked((int)position++)]);
        return new FeedPage(records, position, _compactedThrough);
    }

    public ChangedStreams ReadChanged(string prefix, long afterPosition, int limit)
    {
        var end = Math.Max(afterPosition, Math.Min(Head, afterPosition + limit));
        var last = new SortedDictionary<long, ChangedStream>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var position = end; position > afterPosition; position--)
        {
            if (_log[checked((int)position - 1)] is not [.., var record])
                continue;
            if (record.Stream.StartsWith(prefix, StringComparison.Ordinal) && seen.Add(record.Stream))
                last.Add(position, new ChangedStream(record.Stream, record.Version, position));
        }
        return new ChangedStreams([.. last.Values], end, end >= Head);
    }

    public RecordPlace? Find(CommandId id) => _commands.TryGetValue(id, out var place) ? place : null;

    public StoredRecord? ReadRecord(RecordPlace place)
    {
        var stream = _streams.GetValueOrDefault(place.Stream);
        var frame = FirstFrameAfter(stream, place.Version - 1);
        if (place.Version < 1 || frame >= (stream?.Count ?? 0) || stream![frame][0].Version > place.Version)
            return null;
        var records = stream[frame];
        return records[checked((int)(place.Version - records[0].Version))];
    }

    public IReadOnlyList<string> List(string prefix, string? after, int limit)
    {
        var from = after is not null && Utf8Order.Comparer.Compare(after, prefix) > 0 ? after : prefix;
        if (_names.Max is not { } max || Utf8Order.Comparer.Compare(from, max) > 0)
            return [];
        return [.. _names.GetViewBetween(from, max)
            .SkipWhile(name => string.Equals(name, after, StringComparison.Ordinal))
            .TakeWhile(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Take(limit)];
    }

    public IReadOnlyList<StoredRecord> ReadCorrelation(string correlation, int limit) =>
        _correlations.TryGetValue(correlation, out var records) ? [.. records.Take(limit)] : [];

    public void WriteSnapshot(StreamSnapshot snapshot)
    {
        if (!_snapshots.TryGetValue(snapshot.Stream, out var stored) || stored.Version < snapshot.Snapshot.Version)
            _snapshots[snapshot.Stream] = snapshot.Snapshot;
    }

    private static long LastVersion(List<StoredRecord[]>? stream) => stream is null ? 0 : stream[^1][^1].Version;

    // Frames are few per load but many per hot stream, so the first one is found by halving.
    private static int FirstFrameAfter(List<StoredRecord[]>? stream, long version)
    {
        var low = 0;
        for (var high = stream?.Count ?? 0; low < high;)
        {
            var middle = (low + high) / 2;
            if (stream![middle][^1].Version > version)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    private void Index(StoredRecord record)
    {
        if (record.Record.CommandId is { } id)
            _commands.Add(id, new RecordPlace(record.Stream, record.Version));
        if (record.Record.Correlation.Length == 0)
            return;
        if (!_correlations.TryGetValue(record.Record.Correlation, out var records))
            _correlations[record.Record.Correlation] = records = [];
        records.Add(record);
    }
}
