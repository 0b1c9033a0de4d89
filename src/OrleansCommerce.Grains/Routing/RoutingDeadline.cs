namespace OrleansCommerce.Grains.Routing;

/// <summary>
/// When somebody who waits for an answer has waited for long enough. Whatever takes part in the answer asks here, and ends with the best it
/// has by then.
/// </summary>
/// <param name="At">A timestamp of <see cref="Clock"/>.</param>
public readonly record struct RoutingDeadline(TimeProvider Clock, long At)
{
    public static RoutingDeadline After(TimeProvider clock, TimeSpan patience) => new(clock, clock.GetTimestamp() + Ticks(clock, patience));

    public bool IsPast => Clock.GetTimestamp() >= At;

    /// <summary>Never below zero.</summary>
    public TimeSpan Left => Clock.GetTimestamp() is var now && now < At ? Clock.GetElapsedTime(now, At) : TimeSpan.Zero;

    /// <summary>The same, so much earlier: something is still to be done afterwards.</summary>
    public RoutingDeadline Before(TimeSpan rest) => this with { At = At - Ticks(Clock, rest) };

    internal static long Ticks(TimeProvider clock, TimeSpan span) => (long)(span.TotalSeconds * clock.TimestampFrequency);
}
