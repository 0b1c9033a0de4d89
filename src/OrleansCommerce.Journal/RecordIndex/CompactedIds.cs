using System.Buffers.Binary;

namespace OrleansCommerce.Journal;

/// <summary>The stored form of the command ids of a frame that compaction has removed: for each, its record's place in the frame, 4 bytes, and the id.</summary>
internal static class CompactedIds
{
    private const int Size = sizeof(int) + CommandId.Size;

    /// <summary>Empty for a frame without ids.</summary>
    public static byte[] Encode(IReadOnlyList<StoredRecord> frame)
    {
        var bytes = new byte[frame.Count(record => record.Record.CommandId is not null) * Size];
        var at = 0;
        for (var i = 0; i < frame.Count; i++)
        {
            if (frame[i].Record.CommandId is not { } id)
                continue;
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), i);
            id.Write(bytes.AsSpan(at + sizeof(int)));
            at += Size;
        }
        return bytes;
    }

    /// <summary>Records with these ids and nothing else, up to the last one that has an id.</summary>
    public static StoredRecord[] Decode(string stream, long firstVersion, long position, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length == 0 || bytes.Length % Size != 0)
            throw new JournalFormatException($"The ids of the compacted frame of {stream} at position {position} are damaged.");
        var ids = new SortedDictionary<int, CommandId>();
        for (var at = 0; at < bytes.Length; at += Size)
            ids[BinaryPrimitives.ReadInt32BigEndian(bytes.Span[at..])] = CommandId.Read(bytes.Span.Slice(at + sizeof(int), CommandId.Size));
        var records = new StoredRecord[ids.Keys.Last() + 1];
        for (var i = 0; i < records.Length; i++)
        {
            var record = new JournalRecord("", "", "", default, default, ids.TryGetValue(i, out var id) ? id : null);
            records[i] = new StoredRecord(stream, firstVersion + i, position, record);
        }
        return records;
    }
}
