namespace OrleansCommerce.Journal;

/// <summary>
/// How each frame of a batch ended, in the order of the frames: <see cref="AppendStatus.Durable"/>,
/// <see cref="AppendStatus.Conflict"/> or <see cref="AppendStatus.Duplicate"/>.
/// </summary>
public sealed record BatchOutcome(IReadOnlyList<AppendOutcome> Frames);
