namespace OrleansCommerce.Journal;

/// <summary>
/// A part of the index that is never changed: pages of entries in the order of their keys. Of each page its first key is in memory, so that
/// looking for a key reads one page; of the streams that have places here there is a filter, so that most runs without a stream are not read.
/// That is some 200 KB for a million ids and 2 MB for a million streams, for those again in each run that has them.
/// </summary>
/// <param name="id">The higher of two was begun later.</param>
/// <param name="level">How often what is here has been merged.</param>
/// <param name="through">The newest position; of runs of one kind, all that one has is newer than all that another one has.</param>
/// <param name="keys">How many different keys there are.</param>
/// <param name="pages">The rows that have the pages, in order.</param>
/// <param name="filter">Null where nobody asks it.</param>
internal sealed class Run(long id, RunKind kind, int level, long through, long keys, long[] pages, byte[][] firstKeys, FilterBits? filter)
{
    public long Id => id;

    public RunKind Kind => kind;

    public int Level => level;

    public long Through => through;

    public long Keys => keys;

    public IReadOnlyList<long> Pages => pages;

    public IReadOnlyList<byte[]> FirstKeys => firstKeys;

    public FilterBits? Filter => filter;

    public bool MayHave(UInt128 hash) => filter is null || filter.MayHave(hash);

    /// <summary>The last page that begins at or below a key; -1 when all begin above it.</summary>
    public int LastPage(ReadOnlySpan<byte> key) => CountBelow(key, inclusive: true) - 1;

    /// <summary>The first page that may have entries at or above a key.</summary>
    public int FirstPage(ReadOnlySpan<byte> key) => Math.Max(CountBelow(key, inclusive: false) - 1, 0);

    private int CountBelow(ReadOnlySpan<byte> key, bool inclusive)
    {
        var (low, high) = (0, firstKeys.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = firstKeys[middle].AsSpan().SequenceCompareTo(key);
            if (order < 0 || (order == 0 && inclusive))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
