using Orleans;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>
/// The outcome is unknown, or nothing was done: the caller may send the same command with the same id again. The one exception that
/// callers of a grain match on.
/// </summary>
[GenerateSerializer]
[Alias("retriable")]
public sealed class RetriableException : Exception
{
    public RetriableException()
    {
    }

    public RetriableException(string message)
        : base(message)
    {
    }

    public RetriableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
