using System.Buffers.Binary;

namespace OrleansCommerce.Journal;

/// <summary>
/// A page of a run: entries in the order of their keys' bytes.
/// <para>
/// The stored form: a byte with its version; two bytes that say how many entries there are; a byte with the length of what all keys begin
/// with, and that; for each entry two bytes that say where it ends; the entries, each the length of the rest of its key, the rest and the value.
/// </para>
/// </summary>
internal readonly ref struct RunPage
{
    public const byte Format = 1;

    /// <summary>Of the version, the number of entries and the length of the common part.</summary>
    public const int FixedSize = 1 + sizeof(ushort) + 1;

    public const int PrefixMax = byte.MaxValue;

    private readonly ReadOnlySpan<byte> _ends;
    private readonly ReadOnlySpan<byte> _entries;

    /// <exception cref="JournalFormatException">The page is of another version, or damaged.</exception>
    public RunPage(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedSize || bytes[0] != Format)
            throw new JournalFormatException($"A page of the index is not of format {Format}, which this program reads.");
        Count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]);
        var ends = FixedSize + bytes[FixedSize - 1];
        if (bytes.Length < ends + (Count * sizeof(ushort)))
            throw new JournalFormatException("A page of the index is damaged.");
        Prefix = bytes[FixedSize..ends];
        _ends = bytes[ends..(ends + (Count * sizeof(ushort)))];
        _entries = bytes[(ends + _ends.Length)..];
    }

    public int Count { get; }

    /// <summary>What all keys begin with.</summary>
    public ReadOnlySpan<byte> Prefix { get; }

    /// <summary>The key without what all begin with.</summary>
    public ReadOnlySpan<byte> Suffix(int index)
    {
        var entry = Entry(index);
        var at = 0;
        var length = (int)PackedNumber.Read(entry, ref at);
        return entry.Slice(at, length);
    }

    public ReadOnlySpan<byte> Value(int index)
    {
        var entry = Entry(index);
        var at = 0;
        var length = (int)PackedNumber.Read(entry, ref at);
        return entry[(at + length)..];
    }

    /// <summary>How many entries have a key below this one; with <paramref name="inclusive"/>, at or below it.</summary>
    public int CountBelow(ReadOnlySpan<byte> key, bool inclusive)
    {
        var order = key[..Math.Min(key.Length, Prefix.Length)].SequenceCompareTo(Prefix);
        if (order != 0)
            return order < 0 ? 0 : Count;
        var rest = key[Prefix.Length..];
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            order = Suffix(middle).SequenceCompareTo(rest);
            if (order < 0 || (order == 0 && inclusive))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>The value of the last entry with a key; false when there is none.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var index = CountBelow(key, inclusive: true) - 1;
        var isThere = index >= 0 && key.StartsWith(Prefix) && key[Prefix.Length..].SequenceEqual(Suffix(index));
        value = isThere ? Value(index) : default;
        return isThere;
    }

    private ReadOnlySpan<byte> Entry(int index)
    {
        var start = index == 0 ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(_ends[((index - 1) * sizeof(ushort))..]);
        var end = BinaryPrimitives.ReadUInt16LittleEndian(_ends[(index * sizeof(ushort))..]);
        return _entries[start..end];
    }
}
