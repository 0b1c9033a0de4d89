using System.Buffers.Binary;
using System.Numerics;

namespace OrleansCommerce.Journal;

/// <summary>
/// The stored form of a frame's records. A byte with the format's version; then per record the kind, correlation and actor, the time
/// in ticks since the record before, a byte that says whether a command id follows, the id, and the body with its length; at the end
/// a CRC-32C of all that. Lengths are variable-length integers; a text that the frame had already is a reference to it.
/// </summary>
public static class FrameCodec
{
    /// <summary>The version that is written.</summary>
    public const byte Format = 1;

    internal const int ChecksumSize = 4;

    // Frames are written one after the other on few threads, and most are small: the writer would weigh more than what it writes.
    [ThreadStatic]
    private static PayloadWriter? Writer;

    public static byte[] Encode(IReadOnlyList<JournalRecord> records)
    {
        var writer = Writer ??= new PayloadWriter();
        writer.Reset(Measure(records));
        Write(writer, records);
        return writer.Written.ToArray();
    }

    /// <summary>Puts the stored form behind what the writer has.</summary>
    internal static void Write(PayloadWriter writer, IReadOnlyList<JournalRecord> records)
    {
        writer.ForgetTexts();
        var start = writer.Written.Length;
        writer.Byte(Format);
        writer.Number((ulong)records.Count);
        var ticks = 0L;
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            writer.Text(record.Kind);
            writer.Text(record.Correlation);
            writer.Text(record.Actor);
            writer.SignedNumber(record.At.UtcTicks - ticks);
            ticks = record.At.UtcTicks;
            writer.Byte(record.CommandId is null ? (byte)0 : (byte)1);
            if (record.CommandId is { } id)
                id.Write(writer.Take(CommandId.Size));
            writer.Number((ulong)record.Body.Length);
            writer.Bytes(record.Body.Span);
        }
        var checksum = Checksum(writer.Written[start..]);
        BinaryPrimitives.WriteUInt32LittleEndian(writer.Take(ChecksumSize), checksum);
    }

    /// <exception cref="JournalFormatException">The format is of another version, or the bytes are damaged.</exception>
    public static StoredRecord[] Decode(string stream, long firstVersion, long position, ReadOnlyMemory<byte> payload)
    {
        if (payload.Length == 0 || payload.Span[0] != Format)
        {
            var format = payload.Length == 0 ? "none" : payload.Span[0].ToString(null as IFormatProvider);
            throw new JournalFormatException(
                $"The frame of {stream} at position {position} has format {format}; this program reads format {Format}.");
        }
        var end = payload.Length - ChecksumSize;
        if (end < 2 || BinaryPrimitives.ReadUInt32LittleEndian(payload.Span[end..]) != Checksum(payload.Span[..end]))
            throw new JournalFormatException($"The frame of {stream} at position {position} is damaged: its checksum does not fit.");
        var reader = new PayloadReader(payload[1..end]);
        var records = new StoredRecord[reader.Number()];
        var ticks = 0L;
        for (var i = 0; i < records.Length; i++)
        {
            var kind = reader.Text();
            var correlation = reader.Text();
            var actor = reader.Text();
            ticks += reader.SignedNumber();
            CommandId? id = reader.Byte() == 0 ? null : CommandId.Read(reader.Take(CommandId.Size).Span);
            var body = reader.Take(checked((int)reader.Number()));
            var record = new JournalRecord(kind, correlation, actor, new DateTimeOffset(ticks, TimeSpan.Zero), body, id);
            records[i] = new StoredRecord(stream, firstVersion + i, position, record);
        }
        return records;
    }

    // More than enough for records with texts of a usual length.
    private static int Measure(IReadOnlyList<JournalRecord> records)
    {
        var size = 64;
        for (var i = 0; i < records.Count; i++)
            size += records[i].Body.Length + 64;
        return size;
    }

    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
