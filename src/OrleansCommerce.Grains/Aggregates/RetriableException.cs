using Orleans;
using Orleans.Runtime;

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

    /// <summary>
    /// Whether a call that ended so may be made again with the same id: it took too long, or the silo that it was led to is stopping or
    /// gone, which any call may meet where there are several.
    /// </summary>
    public static bool Covers(Exception failure) => failure is RetriableException or TimeoutException or OrleansMessageRejectionException;
}
