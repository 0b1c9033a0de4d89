namespace OrleansCommerce.Journal;

internal sealed partial class MemoryStreams
{
    private long _compactedThrough;

    public IReadOnlyList<string> ListCompactable(string? after, long throughPosition, int limit) =>
        [.. _snapshots.Where(saved => after is null || Utf8Order.Comparer.Compare(saved.Key, after) > 0)
            .Where(saved => _streams.TryGetValue(saved.Key, out var frames) && IsCovered(frames[0], saved.Value, throughPosition))
            .Select(saved => saved.Key).Order(Utf8Order.Comparer).Take(limit)];

    public int Compact(string name, long throughPosition, int limit)
    {
        if (!_snapshots.TryGetValue(name, out var snapshot) || !_streams.TryGetValue(name, out var frames))
            return 0;
        var count = 0;
        while (count < limit && count < frames.Count - 1 && IsCovered(frames[count], snapshot, throughPosition))
        {
            var frame = frames[count++];
            _log[checked((int)frame[0].Position - 1)] = [];
            _compactedThrough = Math.Max(_compactedThrough, frame[0].Position);
            foreach (var record in frame)
                _correlations.GetValueOrDefault(record.Record.Correlation)?.RemoveAll(other => other.Position == record.Position);
        }
        frames.RemoveRange(0, count);
        return count;
    }

    private static bool IsCovered(StoredRecord[] frame, Snapshot snapshot, long throughPosition) =>
        frame[^1].Version <= snapshot.Version && frame[0].Position <= throughPosition;
}
