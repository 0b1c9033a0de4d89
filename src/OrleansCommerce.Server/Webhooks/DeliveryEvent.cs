namespace OrleansCommerce.Server.Webhooks;

/// <summary>One event of the feed that a receiver asked for. Its place gives it its order and its id.</summary>
/// <param name="Key">Events of one key are delivered in order; those of different keys in any.</param>
/// <param name="Body">The JSON that is sent, always the same bytes.</param>
/// <param name="At">When it happened.</param>
public sealed record DeliveryEvent(long Position, long Version, string Id, string Type, string Key, ReadOnlyMemory<byte> Body, DateTimeOffset At);

/// <summary>What an attempt came to.</summary>
public enum AttemptOutcome
{
    Delivered,
    /// <summary>The receiver answered, and did not take it.</summary>
    Refused,
    /// <summary>The receiver did not answer, or is not able to.</summary>
    Unreachable,
    /// <summary>The receiver wants no events any more (410).</summary>
    Gone,
}

/// <param name="Status">The answer's; 0 where there was none.</param>
/// <param name="Why">In a word or two; empty where it was delivered.</param>
/// <param name="RetryAfter">How long the receiver asked to wait.</param>
public readonly record struct AttemptResult(AttemptOutcome Outcome, int Status, string Why = "", TimeSpan? RetryAfter = null);
