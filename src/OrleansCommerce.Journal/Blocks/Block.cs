using System.Buffers.Binary;
using System.Text;

namespace OrleansCommerce.Journal;

/// <summary>
/// Frames of any streams that follow each other in the feed, as one row: writing a row for each would cost more than writing what is in it.
/// <para>
/// The stored form: a byte with its version; two bytes that say how many frames there are; for each its stream, the first version, how
/// many records it has, a byte that says whether they have been compacted, and the length of its content; a CRC-32C of all that; the
/// contents, each with a checksum of its own. The last frame's position is the row's key, and the others lie before it without gaps.
/// </para>
/// </summary>
internal sealed class Block
{
    /// <summary>The version that is written.</summary>
    public const byte Format = 1;

    /// <summary>
    /// No block becomes larger than this unless a single frame is: one to a page in SQLite, two to a page in PostgreSQL, and little to
    /// read for a single frame.
    /// </summary>
    public const int BytesMax = 4_000;

    public const int FramesMax = 512;

    /// <summary>Of the version, the number of frames and the checksum.</summary>
    public const int FixedSize = 1 + sizeof(ushort) + FrameCodec.ChecksumSize;

    private const byte CompactedFlag = 1;

    private readonly BlockFrame[] _frames;

    private Block(BlockFrame[] frames) => _frames = frames;

    public IReadOnlyList<BlockFrame> Frames => _frames;

    /// <exception cref="JournalFormatException">The block is of another version, or the bytes are damaged.</exception>
    public static Block Read(long lastPosition, byte[] bytes)
    {
        if (bytes.Length < FixedSize || bytes[0] != Format)
            throw new JournalFormatException($"The block at position {lastPosition} is not of format {Format}, which this program reads.");
        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(1));
        var reader = new PayloadReader(bytes);
        reader.Take(1 + sizeof(ushort));
        var frames = new BlockFrame[count];
        var lengths = new int[count];
        try
        {
            for (var i = 0; i < count; i++)
            {
                var stream = Encoding.UTF8.GetString(reader.Take(checked((int)reader.Number())).Span);
                var first = checked((long)reader.Number());
                var records = checked((int)reader.Number());
                var isCompacted = (reader.Byte() & CompactedFlag) != 0;
                lengths[i] = checked((int)reader.Number());
                frames[i] = new BlockFrame(stream, first, records, lastPosition - count + 1 + i, isCompacted, default);
            }
            var checksum = FrameCodec.Checksum(bytes.AsSpan(0, reader.Position));
            if (BinaryPrimitives.ReadUInt32LittleEndian(reader.Take(FrameCodec.ChecksumSize).Span) != checksum)
                throw new JournalFormatException($"The block at position {lastPosition} is damaged: its checksum does not fit.");
            for (var i = 0; i < count; i++)
                frames[i] = frames[i] with { Content = reader.Take(lengths[i]) };
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new JournalFormatException($"The block at position {lastPosition} is damaged: {e.Message}");
        }
        return new Block(frames);
    }

    /// <summary>The frame at a position, or null when the block does not reach down to it.</summary>
    public BlockFrame? At(long position)
    {
        var index = position - _frames[0].Position;
        return index >= 0 && index < _frames.Length ? _frames[index] : null;
    }

    /// <summary>Takes the records of some frames out of their blocks; their command ids stay.</summary>
    /// <param name="blocks">Those that have them.</param>
    /// <returns>The blocks that change, in their stored form with their positions, and the records that go.</returns>
    public static (List<(long Position, byte[] Bytes)> Changed, List<StoredRecord[]> Removed) Compact(
        IEnumerable<Block> blocks, IEnumerable<FramePlace> places)
    {
        var wanted = places.Select(place => place.Position).ToHashSet();
        var (changed, removed) = (new List<(long, byte[])>(), new List<StoredRecord[]>());
        var writer = new BlockWriter();
        foreach (var block in blocks)
        {
            var before = removed.Count;
            foreach (var frame in block.Frames)
            {
                if (frame.IsCompacted || !wanted.Contains(frame.Position))
                {
                    writer.Put(frame);
                    continue;
                }
                removed.Add(frame.Decode());
                writer.Put(frame.Compacted());
            }
            var bytes = writer.Take();
            if (removed.Count > before)
                changed.Add((block.Frames[^1].Position, bytes));
        }
        return (changed, removed);
    }

    /// <summary>What stands before the contents, for one frame.</summary>
    internal static void WriteEntry(PayloadWriter head, string stream, long firstVersion, int records, bool isCompacted, int length)
    {
        var bytes = Encoding.UTF8.GetByteCount(stream);
        head.Number((ulong)bytes);
        Encoding.UTF8.GetBytes(stream, head.Take(bytes));
        head.Number((ulong)firstVersion);
        head.Number((ulong)records);
        head.Byte(isCompacted ? CompactedFlag : (byte)0);
        head.Number((ulong)length);
    }
}
