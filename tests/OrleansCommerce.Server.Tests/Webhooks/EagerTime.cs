namespace OrleansCommerce.Server.Tests.Webhooks;

/// <summary>
/// A clock for one who waits when there is nothing else to do: as soon as he waits, the time he waits for is over. Waits that are longer
/// than <paramref name="shortMax"/> are limits to what is under way and never end.
/// </summary>
internal sealed class EagerTime(DateTimeOffset start, TimeSpan shortMax) : TimeProvider
{
    private long _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start.AddTicks(GetTimestamp());

    public override long GetTimestamp() => Interlocked.Read(ref _elapsed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= shortMax && dueTime >= TimeSpan.Zero)
        {
            Interlocked.Add(ref _elapsed, dueTime.Ticks);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return Spent.Instance;
    }

    private sealed class Spent : ITimer
    {
        public static readonly Spent Instance = new();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // There is nothing to be stopped.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
