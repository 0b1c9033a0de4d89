namespace OrleansCommerce.LoadTest.Live;

/// <summary>What a screen shows of one kind: the highest version of each item wins, whatever the order in which it comes.</summary>
internal sealed class ShownItems
{
    private readonly Dictionary<string, (long Version, bool IsOver)> _items = new(StringComparer.Ordinal);
    private uint _sum;

    public int Count { get; private set; }

    public uint Hash => _sum;

    public IReadOnlyDictionary<string, long> Versions =>
        _items.Where(item => !item.Value.IsOver).ToDictionary(item => item.Key, item => item.Value.Version, StringComparer.Ordinal);

    /// <summary>0 for one that is not shown.</summary>
    public long VersionOf(string id) => _items.TryGetValue(id, out var known) && !known.IsOver ? known.Version : 0;

    public void Clear()
    {
        _items.Clear();
        (Count, _sum) = (0, 0);
    }

    /// <summary>False when it was known already, or something newer.</summary>
    public bool Take(string id, long version, bool isOver)
    {
        var isKnown = _items.TryGetValue(id, out var known);
        if (isKnown && known.Version >= version)
            return false;
        if (isKnown && !known.IsOver)
            Add(-1, unchecked(0 - VersionMark.Of(id, known.Version)));
        if (!isOver)
            Add(1, VersionMark.Of(id, version));
        _items[id] = (version, isOver);
        return true;
    }

    private void Add(int count, uint mark)
    {
        Count += count;
        _sum = unchecked(_sum + mark);
    }
}
