using System.Text;

namespace OrleansCommerce.Journal;

/// <summary>Writes the stored form of a frame.</summary>
internal sealed class PayloadWriter(int size)
{
    private readonly List<string> _texts = [];
    private byte[] _bytes = new byte[size];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public Span<byte> Take(int count)
    {
        if (_bytes.Length - _length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }

    public void Byte(byte value) => Take(1)[0] = value;

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
        // A frame has few different texts, and the last are the likeliest.
        var index = _texts.LastIndexOf(text);
        Number((ulong)(index + 1));
        if (index >= 0)
            return;
        if (_texts.Count < PayloadReader.TextsKept)
            _texts.Add(text);
        var length = Encoding.UTF8.GetByteCount(text);
        Number((ulong)length);
        Encoding.UTF8.GetBytes(text, Take(length));
    }
}
