namespace OrleansCommerce.Journal;

/// <summary>Numbers as <see cref="PayloadWriter.Number"/> writes them, read where they lie.</summary>
internal static class PackedNumber
{
    private const int BitsMax = 63;

    /// <exception cref="JournalFormatException">It has no end, or is too large.</exception>
    public static long Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0L;
        for (var shift = 0; shift < BitsMax && at < bytes.Length; shift += 7)
        {
            var part = bytes[at++];
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
        throw new JournalFormatException("A number of the index is damaged.");
    }
}
