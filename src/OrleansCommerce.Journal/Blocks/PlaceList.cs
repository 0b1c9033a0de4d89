namespace OrleansCommerce.Journal;

/// <summary>
/// The stored form of where some frames of one stream are: a byte with its version, then for each frame how much its position and its
/// first version lie beyond the frame before, and how many records it has.
/// </summary>
internal static class PlaceList
{
    private const byte Format = 1;

    public static byte[] Encode(IReadOnlyList<FramePlace> places, PayloadWriter writer)
    {
        writer.Reset();
        Write(places, 0, places.Count, writer);
        return writer.Written.ToArray();
    }

    /// <summary>Writes some of the places, which follow each other.</summary>
    public static void Write(IReadOnlyList<FramePlace> places, int from, int count, PayloadWriter writer)
    {
        writer.Byte(Format);
        var (position, version) = (0L, 0L);
        for (var i = from; i < from + count; i++)
        {
            var place = places[i];
            writer.Number((ulong)(place.Position - position));
            writer.Number((ulong)(place.FirstVersion - version));
            writer.Number((ulong)(place.LastVersion - place.FirstVersion));
            (position, version) = (place.Position, place.LastVersion);
        }
    }

    /// <exception cref="JournalFormatException">The bytes are of another version.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, List<FramePlace> into)
    {
        if (bytes.Length == 0 || bytes[0] != Format)
            throw new JournalFormatException($"A list of places is not of format {Format}, which this program reads.");
        var (position, version) = (0L, 0L);
        for (var at = 1; at < bytes.Length;)
        {
            position += PackedNumber.Read(bytes, ref at);
            var first = version + PackedNumber.Read(bytes, ref at);
            version = first + PackedNumber.Read(bytes, ref at);
            into.Add(new FramePlace(position, first, version));
        }
    }

    /// <summary>The first of the places.</summary>
    public static FramePlace First(ReadOnlySpan<byte> bytes)
    {
        var at = 1;
        var (position, first) = (PackedNumber.Read(bytes, ref at), PackedNumber.Read(bytes, ref at));
        return new FramePlace(position, first, first + PackedNumber.Read(bytes, ref at));
    }
}
