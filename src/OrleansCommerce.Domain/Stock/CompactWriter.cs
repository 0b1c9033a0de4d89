using System.Text;

namespace OrleansCommerce.Domain.Stock;

/// <summary>Writes values into few bytes: numbers seven bits to a byte, texts as UTF-8 behind their length. In memory only, never stored.</summary>
internal ref struct CompactWriter(Span<byte> bytes)
{
    private readonly Span<byte> _bytes = bytes;

    public int Length { get; private set; }

    public void Byte(byte value) => _bytes[Length++] = value;

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Count(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)((value & 0x7F) | 0x80));
        }

        Byte((byte)value);
    }

    /// <summary>Small numbers of either sign are short.</summary>
    public void Number(long value) => Count(unchecked((ulong)((value << 1) ^ (value >> 63))));

    /// <summary>A time as its distance from another one, which is mostly near.</summary>
    public void Time(DateTimeOffset time, DateTimeOffset from) => Number(time.UtcTicks - from.UtcTicks);

    public void Time(DateTimeOffset? time, DateTimeOffset from)
    {
        Flag(time is not null);
        if (time is { } at)
        {
            Time(at, from);
        }
    }

    public void Text(string? text)
    {
        if (text is null)
        {
            Byte(0);
            return;
        }

        Count((ulong)Encoding.UTF8.GetByteCount(text) + 1);
        Length += Encoding.UTF8.GetBytes(text, _bytes[Length..]);
    }
}
