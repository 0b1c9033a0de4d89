using System.Runtime.InteropServices;

namespace OrleansCommerce.Journal;

/// <summary>Streams whose newest frames something does not show yet. Callers hold the lock of <see cref="ViewProgress"/>.</summary>
internal sealed class ViewBacklog
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _lowest = long.MaxValue;
    private bool _isLowestKnown = true;
    private long _marks;

    public int Count => _entries.Count;

    public bool Has(string stream) => _entries.ContainsKey(stream);

    public void Enter(string stream, long version, long position, long now)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, stream, out var isThere);
        entry = isThere
            ? entry with { Version = Math.Max(entry.Version, version), From = Math.Min(entry.From, position), Mark = ++_marks }
            : new Entry(version, position, now, ++_marks);
        _lowest = Math.Min(_lowest, position);
    }

    /// <summary>Changes when the stream is entered again; 0 while it is not entered.</summary>
    public long MarkOf(string stream) => _entries.TryGetValue(stream, out var entry) ? entry.Mark : 0;

    /// <summary>The stream is shown up to a version, whose record is at a position.</summary>
    public void Show(string stream, long version, long position, long now)
    {
        if (!_entries.TryGetValue(stream, out var entry))
            return;
        _isLowestKnown &= entry.From != _lowest;
        if (After(entry, version, position) is { } rest)
            _entries[stream] = rest with { Since = now };
        else
            _entries.Remove(stream);
    }

    /// <summary>The stream ends at a version.</summary>
    public void Correct(string stream, long version)
    {
        if (!_entries.TryGetValue(stream, out var entry) || entry.Version <= version)
            return;
        if (version > 0)
            _entries[stream] = entry with { Version = version };
        else
            _entries.Remove(stream);
        _isLowestKnown = false;
    }

    /// <summary>Nothing at or below this position is missing.</summary>
    public long Through(long newest)
    {
        if (!_isLowestKnown)
        {
            _lowest = long.MaxValue;
            foreach (var entry in _entries.Values)
                _lowest = Math.Min(_lowest, entry.From);
            _isLowestKnown = true;
        }
        return Math.Min(newest, _lowest - 1);
    }

    /// <summary>As <see cref="Through"/>, once these rows are shown.</summary>
    public long ThroughAfter(IReadOnlyDictionary<string, StockRow> rows, long newest)
    {
        var lowest = long.MaxValue;
        foreach (var (stream, entry) in _entries)
        {
            var rest = rows.TryGetValue(stream, out var row) ? After(entry, row.Version, row.Position) : entry;
            lowest = Math.Min(lowest, rest?.From ?? long.MaxValue);
        }
        return Math.Min(newest, lowest - 1);
    }

    public IReadOnlyList<string> EnteredBefore(long timestamp, int limit) =>
        [.. _entries.Where(entry => entry.Value.Since <= timestamp)
            .OrderBy(entry => entry.Value.Since).ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(limit).Select(entry => entry.Key)];

    // A hot item always has a newer frame than the row that is shown, so the entry moves up instead of staying at its first frame:
    // what is not shown lies above the row's own position.
    private static Entry? After(Entry entry, long version, long position) =>
        version >= entry.Version ? null : entry with { From = Math.Max(entry.From, position + 1) };

    /// <param name="Version">The newest version that has to be shown.</param>
    /// <param name="From">Every frame of the stream that is not shown is at or above this position.</param>
    /// <param name="Since">When the stream was entered, or last shown in part.</param>
    /// <param name="Mark">Differs each time the stream is entered.</param>
    private readonly record struct Entry(long Version, long From, long Since, long Mark);
}
