namespace OrleansCommerce.Journal;

/// <summary>The places of a stream, one list behind the other, without those that were removed.</summary>
internal sealed class PlacesJoin : RunJoin
{
    /// <summary>So many places at the most are in one entry.</summary>
    public const int PlacesMax = 128;

    // A place takes three bytes at least: lists as long as this have room for few more, and go on as they are.
    private const int FullBytes = 3 * PlacesMax;

    private readonly RemovedPlaces _removed = new();
    private readonly PayloadWriter _key = new();
    private readonly PayloadWriter _raw = new();
    private readonly PayloadWriter _writer = new();
    private readonly List<FramePlace> _decoded = [];
    private readonly List<FramePlace> _places = [];
    private long _removedThrough;
    private long _last;

    public override void Begin(SqliteDatabase database, ReadOnlySpan<byte> key)
    {
        _key.Set(key);
        _raw.Reset();
        _places.Clear();
        (_removedThrough, _last) = (_removed.Next(database, key), 0);
    }

    public override void Take(ReadOnlySpan<byte> value, RunBuilder into, PageStore store)
    {
        // Most streams are in one of the runs only, and a long one's full lists stay what they are.
        if (_raw.Written.Length >= FullBytes && _removedThrough == 0)
            EmitRaw(into, store);
        else if (_raw.Written.Length > 0)
            Append(_raw.Written);
        _raw.Reset();
        if (_places.Count == 0)
            _raw.Set(value);
        else
            Append(value);
        for (; _places.Count >= PlacesMax; _places.RemoveRange(0, PlacesMax))
            Emit(PlacesMax, into, store);
    }

    public override void End(RunBuilder into, PageStore store)
    {
        if (_raw.Written.Length > 0 && _removedThrough == 0)
            EmitRaw(into, store);
        else if (_raw.Written.Length > 0)
            Append(_raw.Written);
        _raw.Reset();
        if (_places.Count > 0)
            Emit(_places.Count, into, store);
    }

    private void Append(ReadOnlySpan<byte> value)
    {
        _decoded.Clear();
        PlaceList.Decode(value, _decoded);
        foreach (var place in _decoded)
        {
            // One that is there already comes again where a piece was stored that was said not to have been.
            if (place.LastVersion > Math.Max(_removedThrough, _last))
                _places.Add(place);
            _last = Math.Max(_last, place.LastVersion);
        }
    }

    private void Emit(int count, RunBuilder into, PageStore store)
    {
        _writer.Reset();
        PlaceList.Write(_places, 0, count, _writer);
        into.Add(_key.Written, _writer.Written, store);
    }

    private void EmitRaw(RunBuilder into, PageStore store) => into.Add(_key.Written, _raw.Written, store);
}
