namespace OrleansCommerce.Simulation.Time;

/// <summary>The clock and the timers of one host, each as wrong as the seed wants them.</summary>
public sealed class HostClock(World world, Host host, Chance chance) : TimeProvider
{
    /// <summary>How far the wall clock is from true time.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>1 is right; below it timers fire early, above it late.</summary>
    public double TimerRate { get; set; } = 1;

    /// <summary>The highest time that was ever read here.</summary>
    public DateTimeOffset Highest { get; private set; } = World.Epoch;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => world.Now;

    public override DateTimeOffset GetUtcNow()
    {
        var now = World.Epoch.AddTicks(world.Now) + Offset;
        if (now > Highest)
            Highest = now;
        return now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        world.CheckThread($"{host.Name} timer");
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(HostClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long _generation;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            _generation++;
            if (dueTime != Timeout.InfiniteTimeSpan)
                clock.Arm(this, dueTime, _generation);
            return true;
        }

        public void Fire(long generation)
        {
            if (generation != _generation)
                return;
            if (_period != Timeout.InfiniteTimeSpan && _period > TimeSpan.Zero)
                clock.Arm(this, _period, generation);
            callback(state);
        }

        public void Dispose() => _generation++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private void Arm(Timer timer, TimeSpan dueTime, long generation)
    {
        var late = chance.Between(0, TimeSpan.TicksPerMillisecond);
        world.After((long)(dueTime.Ticks * TimerRate) + late, host, () => timer.Fire(generation));
    }
}
