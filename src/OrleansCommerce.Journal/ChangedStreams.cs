namespace OrleansCommerce.Journal;

/// <summary>Streams with frames in a piece of the feed.</summary>
/// <param name="Streams">Each stream once, with its last version and position within the piece, in the order of their positions.</param>
/// <param name="Position">Where to go on.</param>
/// <param name="IsLast">Whether the piece reached the head.</param>
public sealed record ChangedStreams(IReadOnlyList<ChangedStream> Streams, long Position, bool IsLast);

/// <summary>The last frame of a stream within a piece of the feed.</summary>
public readonly record struct ChangedStream(string Stream, long Version, long Position);
