using System.Text;

namespace OrleansCommerce.Domain.Stock;

/// <summary>Reads what <see cref="CompactWriter"/> wrote.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int At { get; private set; }

    public byte Byte() => _bytes[At++];

    public bool Flag() => Byte() != 0;

    public ulong Count()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    public long Number()
    {
        var value = Count();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    public DateTimeOffset Time(DateTimeOffset from) => new(from.UtcTicks + Number(), TimeSpan.Zero);

    public DateTimeOffset? OptionalTime(DateTimeOffset from) => Flag() ? Time(from) : null;

    public string? Text()
    {
        var isThere = TryTake(out var text);
        return isThere ? Encoding.UTF8.GetString(text) : null;
    }

    /// <summary>Passes over a text, and tells whether it is this one.</summary>
    public bool Is(scoped ReadOnlySpan<byte> text) => TryTake(out var own) && own.SequenceEqual(text);

    private bool TryTake(out ReadOnlySpan<byte> text)
    {
        var length = checked((int)Count()) - 1;
        text = length > 0 ? _bytes.Slice(At, length) : [];
        At += text.Length;
        return length >= 0;
    }
}
