namespace OrleansCommerce.Journal;

/// <summary>What every storage demands of a batch.</summary>
internal static class FrameRules
{
    /// <exception cref="ArgumentException">A stream or a command id appears twice, or a frame is empty or starts below 1.</exception>
    public static void Check(IReadOnlyList<Frame> frames)
    {
        var streams = new HashSet<string>(frames.Count, StringComparer.Ordinal);
        var ids = new HashSet<CommandId>();
        foreach (var frame in frames)
        {
            if (frame.Records.Count == 0 || frame.FirstVersion < 1)
                throw new ArgumentException($"The frame of stream {frame.Stream} is empty or starts below version 1.", nameof(frames));
            if (!streams.Add(frame.Stream))
                throw new ArgumentException($"Stream {frame.Stream} has two frames in one batch.", nameof(frames));
            for (var i = 0; i < frame.Records.Count; i++)
            {
                if (frame.Records[i].CommandId is { } id && !ids.Add(id))
                    throw new ArgumentException($"Command {id} appears twice in one batch.", nameof(frames));
            }
        }
    }
}
