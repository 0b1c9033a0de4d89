namespace OrleansCommerce.Journal;

/// <summary>A frame as it lies in a block.</summary>
/// <param name="IsCompacted">Whether compaction has removed its records; then the content is their command ids, possibly none.</param>
internal readonly record struct BlockFrame(
    string Stream, long FirstVersion, int Records, long Position, bool IsCompacted, ReadOnlyMemory<byte> Content)
{
    public long LastVersion => FirstVersion + Records - 1;

    public FramePlace Place => new(Position, FirstVersion, LastVersion);

    /// <exception cref="JournalFormatException">The content is damaged.</exception>
    public StoredRecord[] Decode() => IsCompacted ? [] : FrameCodec.Decode(Stream, FirstVersion, Position, Content);

    /// <summary>What the index needs of it: of records that compaction has removed, their ids and nothing else.</summary>
    public StoredRecord[] DecodeIndexed() => !IsCompacted ? Decode()
        : Content.IsEmpty ? []
        : CompactedIds.Decode(Stream, FirstVersion, Position, Content);

    /// <summary>The frame without its records.</summary>
    public BlockFrame Compacted() => this with { IsCompacted = true, Content = CompactedIds.Encode(Decode()) };
}
