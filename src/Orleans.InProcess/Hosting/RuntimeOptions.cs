using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>The options as they were at set-up, checked, in fields that are cheap to read.</summary>
internal sealed class RuntimeOptions
{
    /// <exception cref="ArgumentOutOfRangeException">A time is not positive.</exception>
    public RuntimeOptions(InProcessOrleansOptions given, TurnExecutor usual)
    {
        TimeProvider = given.TimeProvider;
        Executor = given.Executor ?? usual;
        ResponseTimeout = Positive(given.ResponseTimeout);
        CollectionAge = Positive(given.CollectionAge);
        CollectionQuantum = Positive(given.CollectionQuantum);
        ActivationTimeout = Positive(given.ActivationTimeout);
        DeactivationTimeout = Positive(given.DeactivationTimeout);
    }

    public TimeProvider TimeProvider { get; }

    public TurnExecutor Executor { get; }

    public TimeSpan ResponseTimeout { get; }

    public TimeSpan CollectionAge { get; }

    public TimeSpan CollectionQuantum { get; }

    public TimeSpan ActivationTimeout { get; }

    public TimeSpan DeactivationTimeout { get; }

    public TimeSpan ShortestLimit => new[] { ResponseTimeout, ActivationTimeout, DeactivationTimeout, CollectionQuantum }.Min();

    private static TimeSpan Positive(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        return time;
    }
}
