namespace OrleansCommerce.Journal;

/// <summary>Stores a page and tells which row it is.</summary>
internal delegate long PageStore(ReadOnlySpan<byte> page);

/// <summary>Makes a run of entries that come in the order of their keys.</summary>
/// <param name="expected">At least how many different keys will come; 0 when no filter is wanted.</param>
internal sealed class RunBuilder(long id, RunKind kind, int level, long through, long expected)
{
    private const int BitsPerKey = 12;

    // So often the filter can be halved when fewer keys come than were expected.
    private const int Foldable = 1 << 6;

    private readonly RunPageBuilder _page = new();
    private readonly List<long> _pages = [];
    private readonly List<byte[]> _firstKeys = [];
    private readonly FilterBits? _filter = expected == 0 ? null : new FilterBits(Blocks(expected));
    private readonly PayloadWriter _last = new();
    private long _keys;

    public long Id => id;

    public int PageCount => _pages.Count;

    /// <summary>What was stored so far.</summary>
    public IReadOnlyList<long> Pages => _pages;

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, PageStore store)
    {
        if (_keys == 0 || !key.SequenceEqual(_last.Written))
        {
            _keys++;
            _last.Set(key);
            _filter?.Add(StreamHash.Of(key));
        }
        if (_page.TryAdd(key, value))
            return;
        Store(store);
        _page.TryAdd(key, value);
    }

    /// <summary>Null when nothing was added.</summary>
    public Run? Finish(PageStore store)
    {
        if (_page.Count > 0)
            Store(store);
        if (_pages.Count == 0)
            return null;
        for (var wanted = Blocks(_keys); _filter is not null && _filter.Blocks % 2 == 0 && _filter.Blocks / 2 >= wanted;)
            _filter.Halve();
        return new Run(id, kind, level, through, _keys, [.. _pages], [.. _firstKeys], _filter);
    }

    private static int Blocks(long keys) => checked((int)(((keys * BitsPerKey / FilterBits.BlockBits / Foldable) + 1) * Foldable));

    private void Store(PageStore store)
    {
        _firstKeys.Add(_page.FirstKey.ToArray());
        _pages.Add(store(_page.Take()));
    }
}
