using System.Buffers.Binary;

namespace OrleansCommerce.Journal;

/// <summary>Gathers entries in the order of their keys for one page, as many as fit.</summary>
/// <param name="size">No page becomes larger than this unless a single entry is.</param>
internal sealed class RunPageBuilder(int size = RunPageBuilder.SizeMax)
{
    /// <summary>A page of the database of 8 KiB less what SQLite needs of it for a row with one.</summary>
    public const int SizeMax = 8_136;

    private const int LengthSizeMax = 5;

    private readonly List<(int Key, int Value)> _lengths = [];
    private byte[] _gathered = new byte[2 * SizeMax];
    private byte[] _page = new byte[SizeMax];
    private int _end;
    private int _prefix;
    private int _keyBytes;
    private int _lengthBytes;

    public int Count => _lengths.Count;

    public ReadOnlySpan<byte> FirstKey => _gathered.AsSpan(0, _lengths[0].Key);

    /// <summary>False when the page is full; the first entry always fits.</summary>
    public bool TryAdd(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var prefix = Count == 0 ? Math.Min(key.Length, RunPage.PrefixMax) : FirstKey[.._prefix].CommonPrefixLength(key);
        var lengthBytes = _lengthBytes + (key.Length < 0x80 ? 1 : LengthSizeMax);
        var (keyBytes, values) = (_keyBytes + key.Length, _end - _keyBytes + value.Length);
        var needed = RunPage.FixedSize + prefix + ((Count + 1) * (sizeof(ushort) - prefix)) + lengthBytes + keyBytes + values;
        if (Count > 0 && needed > size)
            return false;
        if (_gathered.Length < _end + key.Length + value.Length)
            Array.Resize(ref _gathered, Math.Max(_gathered.Length * 2, _end + key.Length + value.Length));
        key.CopyTo(_gathered.AsSpan(_end));
        value.CopyTo(_gathered.AsSpan(_end + key.Length));
        (_prefix, _lengthBytes, _keyBytes, _end) = (prefix, lengthBytes, keyBytes, _end + key.Length + value.Length);
        if (_page.Length < needed)
            _page = new byte[needed];
        _lengths.Add((key.Length, value.Length));
        return true;
    }

    /// <summary>The stored form of what was added; then it begins anew. To be used before the next entry is added.</summary>
    public ReadOnlySpan<byte> Take()
    {
        var page = _page.AsSpan();
        page[0] = RunPage.Format;
        BinaryPrimitives.WriteUInt16LittleEndian(page[1..], checked((ushort)Count));
        page[RunPage.FixedSize - 1] = (byte)_prefix;
        FirstKey[.._prefix].CopyTo(page[RunPage.FixedSize..]);
        var ends = page[(RunPage.FixedSize + _prefix)..];
        var entries = ends[(Count * sizeof(ushort))..];
        var (from, at) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            var (key, value) = _lengths[i];
            at += WriteLength(entries[at..], key - _prefix);
            var rest = _gathered.AsSpan(from + _prefix, key - _prefix + value);
            rest.CopyTo(entries[at..]);
            at += rest.Length;
            from += key + value;
            BinaryPrimitives.WriteUInt16LittleEndian(ends[(i * sizeof(ushort))..], checked((ushort)at));
        }
        var length = RunPage.FixedSize + _prefix + (Count * sizeof(ushort)) + at;
        _lengths.Clear();
        (_end, _prefix, _keyBytes, _lengthBytes) = (0, 0, 0, 0);
        return page[..length];
    }

    private static int WriteLength(Span<byte> into, int length)
    {
        var count = 0;
        for (; length >= 0x80; length >>= 7)
            into[count++] = (byte)(length & 0x7F | 0x80);
        into[count++] = (byte)length;
        return count;
    }
}
