namespace OrleansCommerce.Journal;

/// <summary>The right of one activation to append to a stream; it comes with a load and ends with the next load or the first failure.</summary>
public sealed class StreamWriter
{
    internal StreamWriter(string stream) => Stream = stream;

    public string Stream { get; }
}
