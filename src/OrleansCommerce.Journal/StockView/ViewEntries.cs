namespace OrleansCommerce.Journal;

/// <summary>
/// The entries of the streams that the view lacks something of, found by their names. They lie in pieces that are never moved: one array
/// for all of them would be copied whole when it has to grow, a hundred megabytes at once. Callers hold the lock of <see cref="ViewProgress"/>.
/// </summary>
internal sealed class ViewEntries
{
    public const int None = -1;

    private const int ChunkBits = 8;
    private const int ChunkSize = 1 << ChunkBits;
    private const int BucketsMin = 1_024;

    // What an idle process keeps.
    private const int ChunksKept = 16;

    private readonly List<ViewEntry[]> _chunks = [];

    // The number of the first entry, plus one.
    private int[] _buckets = new int[BucketsMin];
    private int _free = None;
    private int _used;

    public int Count { get; private set; }

    public ref ViewEntry this[int entry] => ref _chunks[entry >> ChunkBits][entry & (ChunkSize - 1)];

    /// <summary>Whether there is such an entry, free or not: once nothing is lacking the numbers begin anew.</summary>
    public bool Has(int entry) => entry < _used;

    public int Find(string stream) => Find(stream, HashOf(stream));

    public int FindOrAdd(string stream)
    {
        var hash = HashOf(stream);
        var entry = Find(stream, hash);
        return entry == None ? Add(stream, hash) : entry;
    }

    /// <summary>Frees an entry that says nothing any more.</summary>
    public void RemoveIfEmpty(int entry)
    {
        ref var gone = ref this[entry];
        if (!gone.IsEmpty)
            return;
        ref var bucket = ref _buckets[gone.Hash & (_buckets.Length - 1)];
        if (bucket - 1 == entry)
        {
            bucket = gone.Next + 1;
        }
        else
        {
            var before = bucket - 1;
            while (this[before].Next != entry)
                before = this[before].Next;
            this[before].Next = gone.Next;
        }
        gone = new ViewEntry { Next = _free };
        _free = entry;
        if (--Count == 0)
            Shrink();
    }

    private int Find(string stream, int hash)
    {
        for (var entry = _buckets[hash & (_buckets.Length - 1)] - 1; entry != None;)
        {
            ref var found = ref this[entry];
            if (found.Hash == hash && string.Equals(found.Stream, stream, StringComparison.Ordinal))
                return entry;
            entry = found.Next;
        }
        return None;
    }

    private int Add(string stream, int hash)
    {
        if (++Count > _buckets.Length)
            Grow();
        var entry = _free;
        if (entry == None)
            entry = _used++;
        else
            _free = this[entry].Next;
        if (entry >> ChunkBits == _chunks.Count)
            _chunks.Add(new ViewEntry[ChunkSize]);
        ref var bucket = ref _buckets[hash & (_buckets.Length - 1)];
        ref var added = ref this[entry];
        (added.Stream, added.Hash, added.Next) = (stream, hash, bucket - 1);
        bucket = entry + 1;
        return entry;
    }

    private void Grow()
    {
        var buckets = new int[_buckets.Length * 2];
        for (var entry = 0; entry < _used; entry++)
        {
            ref var moved = ref this[entry];
            if (moved.Stream is null)
                continue;
            ref var bucket = ref buckets[moved.Hash & (buckets.Length - 1)];
            moved.Next = bucket - 1;
            bucket = entry + 1;
        }
        _buckets = buckets;
    }

    private void Shrink()
    {
        if (_chunks.Count <= ChunksKept)
            return;
        _chunks.RemoveRange(ChunksKept, _chunks.Count - ChunksKept);
        _chunks.TrimExcess();
        _chunks.ForEach(Array.Clear);
        _buckets = new int[BucketsMin];
        (_free, _used) = (None, 0);
    }

    // The names are the caller's own: a hash that nobody can foresee would cost several times as much.
    private static int HashOf(string stream) => unchecked((int)StreamHash.InMemory(stream));
}
