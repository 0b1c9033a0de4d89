using System.Buffers;

namespace OrleansCommerce.Journal;

/// <summary>
/// How the audit log is found: a 32-bit hash of the correlation with the position of each frame that has it. The rare frame that
/// only shares the hash is read and left out. Few ask, and everything is written: so they are stored in groups, and whoever asks looks
/// through all pieces of one group.
/// </summary>
internal static class Correlations
{
    /// <summary>FNV-1a over the UTF-16 code units: it is stored, so it must be the same in every process.</summary>
    public static int Hash(string correlation)
    {
        var hash = 2166136261u;
        foreach (var c in correlation)
            hash = unchecked((hash ^ c) * 16777619u);
        return unchecked((int)hash);
    }

    /// <summary>How many groups of hashes there are; each flush of the index stores one row per group.</summary>
    public const int Groups = 1 << GroupBits;

    private const int GroupBits = 10;

    /// <summary>The group of a hash. It is stored, so it must stay the same.</summary>
    public static int Group(int hash) => (int)(unchecked((uint)hash) >> (32 - GroupBits));

    /// <summary>
    /// Entries by their group, in order, each group in its stored form: from the first hash of the group on, how much each hash is above the
    /// one before, and how much its position differs.
    /// </summary>
    public static IEnumerable<(int Group, byte[] Bytes)> Pack(List<(int Hash, long Position)> entries)
    {
        var writer = new PayloadWriter();
        (uint Hash, long Position) before = default;
        var group = -1;
        foreach (var entry in Sorted(entries))
        {
            var next = (int)(entry.Hash >> (32 - GroupBits));
            if (next != group)
            {
                if (group >= 0)
                    yield return (group, writer.Written.ToArray());
                (group, before) = (next, ((uint)next << (32 - GroupBits), 0));
                writer.Reset();
            }
            writer.Number(entry.Hash - before.Hash);
            writer.SignedNumber(entry.Position - before.Position);
            before = entry;
        }
        if (group >= 0)
            yield return (group, writer.Written.ToArray());
    }

    /// <summary>Entries in the order of their hashes, as numbers without a sign, and of their positions.</summary>
    public static IEnumerable<(uint Hash, long Position)> Sorted(List<(int Hash, long Position)> entries)
    {
        // Others look through the list meanwhile, so it is a copy that is put in order.
        var count = entries.Count;
        var sorted = ArrayPool<(uint Hash, long Position)>.Shared.Rent(count);
        try
        {
            for (var i = 0; i < count; i++)
                sorted[i] = unchecked(((uint)entries[i].Hash, entries[i].Position));
            Array.Sort(sorted, 0, count);
            for (var i = 0; i < count; i++)
                yield return sorted[i];
        }
        finally
        {
            ArrayPool<(uint Hash, long Position)>.Shared.Return(sorted);
        }
    }

    /// <summary>Adds the positions that a stored group has for a hash.</summary>
    public static void Unpack(byte[] bytes, int hash, ISet<long> into)
    {
        var reader = new PayloadReader(bytes);
        var (at, position, wanted) = ((uint)Group(hash) << (32 - GroupBits), 0L, unchecked((uint)hash));
        while (reader.Position < bytes.Length && at <= wanted)
        {
            at += (uint)reader.Number();
            position += reader.SignedNumber();
            if (at == wanted)
                into.Add(position);
        }
    }

    /// <summary>The distinct entries of some frames, in order.</summary>
    public static List<(int Hash, long Position)> Of(IEnumerable<StoredRecord[]> frames) =>
        [.. frames.SelectMany(frame => frame).Where(record => record.Record.Correlation.Length > 0)
            .Select(record => (Hash: Hash(record.Record.Correlation), record.Position)).Distinct().Order()];

    /// <summary>The distinct hashes of a frame.</summary>
    public static void Collect(Frame frame, HashSet<int> hashes)
    {
        hashes.Clear();
        foreach (var record in frame.Records)
        {
            if (record.Correlation.Length > 0)
                hashes.Add(Hash(record.Correlation));
        }
    }
}
