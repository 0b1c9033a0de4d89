namespace OrleansCommerce.Journal;

/// <summary>The one writer of each stream in this process. Callers hold the lock of the group commit.</summary>
internal sealed class WriterRegistry
{
    private readonly Dictionary<string, StreamWriter> _writers = new(StringComparer.Ordinal);

    /// <summary>Registers a new writer; the older one is finished.</summary>
    public StreamWriter Replace(string stream)
    {
        if (_writers.TryGetValue(stream, out var older))
            older.IsFinished = true;
        return _writers[stream] = new StreamWriter(stream);
    }

    /// <summary>Forgets a writer that can never have anything to write again.</summary>
    public void Tidy(StreamWriter writer)
    {
        var isOver = writer.Pending == 0 && (writer.IsFinished || writer.IsReleased);
        if (isOver && _writers.TryGetValue(writer.Stream, out var current) && ReferenceEquals(current, writer))
            _writers.Remove(writer.Stream);
    }
}
