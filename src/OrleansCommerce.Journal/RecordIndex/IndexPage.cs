namespace OrleansCommerce.Journal;

/// <summary>A piece of the feed as the index needs it: of frames that compaction has removed, records that have nothing but their ids.</summary>
/// <param name="Position">Where to go on; unchanged at the end.</param>
internal sealed record IndexPage(IReadOnlyList<IndexedFrame> Frames, long Position);

/// <summary>A frame to be indexed.</summary>
/// <param name="LastVersion">Of the frame; compacted records are known only as far as they have ids.</param>
/// <param name="IsPlaced">Whether its stream is found by an entry of the index: it lies in a block and has not been compacted.</param>
internal readonly record struct IndexedFrame(
    string Stream, long FirstVersion, long LastVersion, long Position, bool IsPlaced, StoredRecord[] Records)
{
    public static IndexedFrame Of(BlockFrame frame) =>
        new(frame.Stream, frame.FirstVersion, frame.LastVersion, frame.Position, !frame.IsCompacted, frame.DecodeIndexed());

    public static IndexedFrame Row(StoredRecord[] records) =>
        new(records[0].Stream, records[0].Version, records[^1].Version, records[0].Position, IsPlaced: false, records);
}
