using System.Text;

namespace OrleansCommerce.Journal;

/// <summary>Reads the stored form of a frame. Its checksum has been checked, so what cannot be read was written wrongly.</summary>
internal sealed class PayloadReader(ReadOnlyMemory<byte> bytes)
{
    /// <summary>Only so many texts of a frame can be referred to, so that looking for one stays cheap.</summary>
    public const int TextsKept = 32;

    private readonly List<string> _texts = [];
    private int _at;

    /// <summary>How much has been read.</summary>
    public int Position => _at;

    public ReadOnlyMemory<byte> Take(int count)
    {
        _at += count;
        return bytes.Slice(_at - count, count);
    }

    public byte Byte() => bytes.Span[_at++];

    public ulong Number()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }

    public long SignedNumber()
    {
        var value = Number();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    public string Text()
    {
        var index = Number();
        if (index > 0)
            return _texts[checked((int)index - 1)];
        var text = Encoding.UTF8.GetString(Take(checked((int)Number())).Span);
        if (_texts.Count < TextsKept)
            _texts.Add(text);
        return text;
    }
}
