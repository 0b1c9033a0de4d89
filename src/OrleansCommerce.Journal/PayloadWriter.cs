using System.Text;

namespace OrleansCommerce.Journal;

/// <summary>Writes the stored form of a frame.</summary>
internal sealed class PayloadWriter
{
    private const int BytesKept = 1 << 20;

    private readonly List<string> _texts = new(PayloadReader.TextsKept);
    private byte[] _bytes = [];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Begins anew with room for this many bytes. Room that only few frames need is not kept.</summary>
    public void Reset(int size)
    {
        _texts.Clear();
        _length = 0;
        if (_bytes.Length < size || _bytes.Length > Math.Max(size, BytesKept))
            _bytes = new byte[size];
    }

    /// <summary>What follows refers to no text that was written before.</summary>
    public void ForgetTexts() => _texts.Clear();

    /// <summary>Begins anew and keeps the room there is.</summary>
    public void Reset() => Reset(0);

    /// <summary>Leaves what was written behind this length.</summary>
    public void CutTo(int length) => _length = length;

    public Span<byte> Take(int count)
    {
        if (_bytes.Length - _length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }

    public void Byte(byte value) => Take(1)[0] = value;

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Begins anew with these.</summary>
    public void Set(ReadOnlySpan<byte> bytes)
    {
        Reset();
        Bytes(bytes);
    }

    /// <summary>Seven bits to a byte, the lowest first.</summary>
    public void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            Byte((byte)(value & 0x7F | 0x80));
        Byte((byte)value);
    }

    /// <summary>Small numbers of either sign are short.</summary>
    public void SignedNumber(long value) => Number(unchecked((ulong)(value << 1 ^ value >> 63)));

    /// <summary>A reference to a text that was written before, from 1; or 0 and the text itself.</summary>
    public void Text(string text)
    {
        var index = Find(text);
        Number((ulong)(index + 1));
        if (index >= 0)
            return;
        if (_texts.Count < PayloadReader.TextsKept)
            _texts.Add(text);
        var length = Encoding.UTF8.GetByteCount(text);
        Number((ulong)length);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    // Kinds and actors come again as the very same objects. Of the others, which are mostly new, the last are the likeliest.
    private int Find(string text)
    {
        for (var i = 0; i < _texts.Count; i++)
        {
            if (ReferenceEquals(_texts[i], text))
                return i;
        }
        return _texts.LastIndexOf(text);
    }
}
