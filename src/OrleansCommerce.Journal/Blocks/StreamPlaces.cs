using System.Runtime.InteropServices;

namespace OrleansCommerce.Journal;

/// <summary>
/// Where the frames of many streams are, in memory. Each entry names the one before it of the same stream, so that a stream costs no
/// object of its own: there may be as many streams as frames.
/// </summary>
internal sealed class StreamPlaces
{
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);
    private readonly List<(FramePlace Place, int Before)> _places = [];

    // Nearly all streams are of one noun, and those who look for others do so many times a second.
    private readonly Dictionary<string, List<string>> _byNoun = new(StringComparer.Ordinal);

    public int Count => _places.Count;

    public int StreamCount => _last.Count;

    public void Clear()
    {
        _last.Clear();
        _places.Clear();
        foreach (var streams in _byNoun.Values)
            streams.Clear();
    }

    /// <summary>The streams with a prefix, in no order.</summary>
    public IEnumerable<string> Streams(string prefix)
    {
        var noun = Noun(prefix);
        return noun.Length > 0
            ? _byNoun.TryGetValue(noun.ToString(), out var streams) ? streams.Where(stream => stream.StartsWith(prefix, StringComparison.Ordinal)) : []
            : _last.Keys.Where(stream => stream.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>Adds the next frame of a stream.</summary>
    public void Add(string stream, FramePlace place)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, stream, out var isThere);
        _places.Add((place, isThere ? last : -1));
        last = _places.Count - 1;
        if (!isThere)
            AddToNoun(stream);
    }

    /// <summary>The newest frame.</summary>
    public bool TryLast(string stream, out FramePlace place)
    {
        var isThere = _last.TryGetValue(stream, out var last);
        place = isThere ? _places[last].Place : default;
        return isThere;
    }

    /// <summary>Adds those frames that reach beyond a version, and the last one of the stream in any case; the newest first.</summary>
    public void Collect(string stream, long afterVersion, List<FramePlace> into)
    {
        if (!_last.TryGetValue(stream, out var index))
            return;
        do
        {
            into.Add(_places[index].Place);
            index = _places[index].Before;
        }
        while (index >= 0 && _places[index].Place.LastVersion > afterVersion);
    }

    private void AddToNoun(string stream)
    {
        ref var streams = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _byNoun.GetAlternateLookup<ReadOnlySpan<char>>(), Noun(stream), out _);
        (streams ??= []).Add(stream);
    }

    // A stream's name is a noun, a slash and a key.
    private static ReadOnlySpan<char> Noun(string name) => name.AsSpan(0, name.IndexOf('/', StringComparison.Ordinal) + 1);

    /// <summary>Each stream with its frames in order; the streams in the order of their UTF-8 bytes.</summary>
    public IEnumerable<(string Stream, List<FramePlace> Places)> Sorted()
    {
        var places = new List<FramePlace>();
        var streams = new (Utf8Key Key, string Stream)[_last.Count];
        var count = 0;
        foreach (var stream in _last.Keys)
            streams[count++] = (Utf8Key.Of(stream), stream);
        Array.Sort(streams, static (x, y) => x.Key.CompareTo(y.Key) is not 0 and var order ? order : Utf8Order.Comparer.Compare(x.Stream, y.Stream));
        foreach (var (_, stream) in streams)
        {
            places.Clear();
            Collect(stream, long.MinValue, places);
            places.Reverse();
            yield return (stream, places);
        }
    }
}
