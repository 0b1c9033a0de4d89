using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>What an index has to know, in plain collections, and the frames that it is made of.</summary>
internal sealed class IndexModel(int seed)
{
    private readonly Random _random = new(seed);
    private readonly SortedDictionary<long, IndexedFrame> _frames = [];
    private readonly Dictionary<string, List<FramePlace>> _places = new(StringComparer.Ordinal);

    public Dictionary<CommandId, IndexedCommand> Commands { get; } = [];

    public Dictionary<int, SortedSet<long>> Correlations { get; } = [];

    public IReadOnlyDictionary<string, List<FramePlace>> Places => _places;

    public long Head { get; private set; }

    /// <summary>New frames of some streams out of many; some streams have very many frames, and some names differ in their last sign only.</summary>
    public IndexPage Add(int frames, int streams)
    {
        var added = new List<IndexedFrame>(frames);
        for (var i = 0; i < frames; i++)
        {
            var number = _random.Next(4) == 0 ? _random.Next(3) : _random.Next(streams);
            added.Add(Add($"{(number % 3 == 0 ? "order" : "stock")}/{number}{(number % 7 == 0 ? "\U0001F600" : number % 5 == 0 ? "\uFF5E" : "")}"));
        }
        return new IndexPage(added, Head);
    }

    /// <summary>The frames after a position.</summary>
    public IndexPage Read(long position) => new([.. _frames.Where(frame => frame.Key > position).Select(frame => frame.Value)], Head);

    /// <summary>Takes away the oldest places of a stream, though never the last one; the version through which they are gone.</summary>
    public long? Remove(string stream, long throughPosition)
    {
        var places = _places[stream];
        var count = Math.Min(_random.Next(places.Count), places.Count(place => place.Position <= throughPosition));
        if (count <= 0)
            return null;
        var through = places[count - 1].LastVersion;
        foreach (var place in places.Take(count))
            _frames[place.Position] = _frames[place.Position] with { IsPlaced = false };
        places.RemoveRange(0, count);
        return through;
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public int Next(int below) => _random.Next(below);

    private IndexedFrame Add(string stream)
    {
        if (!_places.TryGetValue(stream, out var places))
            _places[stream] = places = [];
        var first = places.Count == 0 ? 1 : places[^1].LastVersion + 1;
        var records = new StoredRecord[1 + _random.Next(3)];
        Head++;
        for (var i = 0; i < records.Length; i++)
        {
            var correlation = _random.Next(5) == 0 ? "all" : _random.Next(3) == 0 ? "" : $"r{_random.Next(2_000)}";
            var record = Some.Record("", _random.Next(4) == 0 ? null : $"{Head}/{i}", correlation);
            records[i] = new StoredRecord(stream, first + i, Head, record);
            if (record.CommandId is { } id)
                Commands[id] = new IndexedCommand(Head, first + i);
            if (correlation.Length > 0)
                Positions(OrleansCommerce.Journal.Correlations.Hash(correlation)).Add(Head);
        }
        var frame = new IndexedFrame(stream, first, first + records.Length - 1, Head, true, records);
        places.Add(new FramePlace(Head, frame.FirstVersion, frame.LastVersion));
        return _frames[Head] = frame;
    }

    private SortedSet<long> Positions(int hash) => Correlations.TryGetValue(hash, out var found) ? found : Correlations[hash] = [];
}
