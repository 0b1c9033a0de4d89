namespace OrleansCommerce.Journal;

/// <summary>Where one frame of a stream is.</summary>
internal readonly record struct FramePlace(long Position, long FirstVersion, long LastVersion)
{
    /// <summary>The oldest frames of a stream that compaction may remove.</summary>
    /// <param name="places">The oldest first, and the last one of the stream, which stays: it tells where the stream ends.</param>
    /// <param name="covered">The version of the snapshot.</param>
    public static List<FramePlace> Removable(List<FramePlace> places, long covered, long throughPosition, int limit) =>
        [.. places.SkipLast(1).TakeWhile(place => place.LastVersion <= covered && place.Position <= throughPosition).Take(limit)];
}
