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
        writer.Byte(Format);
        var (position, version) = (0L, 0L);
        for (var i = 0; i < places.Count; i++)
        {
            var place = places[i];
            writer.Number((ulong)(place.Position - position));
            writer.Number((ulong)(place.FirstVersion - version));
            writer.Number((ulong)(place.LastVersion - place.FirstVersion));
            (position, version) = (place.Position, place.LastVersion);
        }
        return writer.Written.ToArray();
    }

    /// <exception cref="JournalFormatException">The bytes are of another version.</exception>
    public static void Decode(byte[] bytes, List<FramePlace> into)
    {
        if (bytes.Length == 0 || bytes[0] != Format)
            throw new JournalFormatException($"A list of places is not of format {Format}, which this program reads.");
        var reader = new PayloadReader(bytes);
        reader.Byte();
        var (position, version) = (0L, 0L);
        while (reader.Position < bytes.Length)
        {
            position += checked((long)reader.Number());
            var first = version + checked((long)reader.Number());
            version = first + checked((long)reader.Number());
            into.Add(new FramePlace(position, first, version));
        }
    }
}
