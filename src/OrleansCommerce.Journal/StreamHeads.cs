namespace OrleansCommerce.Journal;

/// <summary>
/// The last versions of the streams that were written lately, for storage that one process owns alone: nobody else moves them. Two
/// generations: when the younger one is full, the older one is forgotten. A million of them is some 40 MB, and looking a head up costs more
/// than all else that an append does.
/// </summary>
internal sealed class StreamHeads(int generation = 1 << 20)
{
    private Dictionary<string, long> _young = new(StringComparer.Ordinal);
    private Dictionary<string, long> _old = new(StringComparer.Ordinal);

    public bool TryGet(string stream, out long version)
    {
        if (_young.TryGetValue(stream, out version))
            return true;
        if (!_old.Remove(stream, out version))
            return false;
        Set(stream, version);
        return true;
    }

    public void Set(string stream, long version)
    {
        if (_young.Count >= generation && !_young.ContainsKey(stream))
            (_old, _young) = (_young, new Dictionary<string, long>(StringComparer.Ordinal));
        _young[stream] = version;
    }

    public void Clear()
    {
        _young.Clear();
        _old.Clear();
    }
}
