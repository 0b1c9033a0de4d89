namespace OrleansCommerce.Journal;

/// <summary>
/// The last versions of the streams that were written lately, for storage that one process owns alone: nobody else moves them. Two
/// generations: when the younger one is full, the older one is forgotten. A million of them is some 40 MB, and looking a head up costs more
/// than all else that an append does.
/// </summary>
internal sealed class StreamHeads(int generation = 1 << 20)
{
    private readonly Lock _gate = new();
    private Dictionary<string, long> _young = new(StringComparer.Ordinal);
    private Dictionary<string, long> _old = new(StringComparer.Ordinal);
    private int _forgotten;

    /// <summary>Changes whenever something has been forgotten; to be given to <see cref="Learn"/> with what is read from now on.</summary>
    public int Forgotten => Volatile.Read(ref _forgotten);

    public bool TryGet(string stream, out long version)
    {
        lock (_gate)
        {
            if (_young.TryGetValue(stream, out version))
                return true;
            if (!_old.Remove(stream, out version))
                return false;
            Put(stream, version);
            return true;
        }
    }

    public void Set(string stream, long version)
    {
        lock (_gate)
            Put(stream, version);
    }

    /// <summary>
    /// Takes where a stream ended when somebody has read it, if nothing is known: who loads an item is likely to append to it. What was
    /// appended since the reading began is known, unless it has been forgotten, and then nothing is taken.
    /// </summary>
    /// <param name="forgotten">What <see cref="Forgotten"/> was before it was read.</param>
    public void Learn(string stream, long version, int forgotten)
    {
        lock (_gate)
        {
            if (forgotten == _forgotten && !_young.ContainsKey(stream) && !_old.ContainsKey(stream))
                Put(stream, version);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _young.Clear();
            _old.Clear();
            _forgotten++;
        }
    }

    private void Put(string stream, long version)
    {
        if (_young.Count >= generation && !_young.ContainsKey(stream))
        {
            (_old, _young) = (_young, new Dictionary<string, long>(StringComparer.Ordinal));
            _forgotten++;
        }
        _young[stream] = version;
    }
}
