namespace OrleansCommerce.GrainTests;

/// <summary>
/// The machine's clock, shown as another time that can be put forward. Timers run as they do on the machine, so that what waits for one
/// goes on by itself.
/// </summary>
internal sealed class ShiftedTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly long _since = System.GetTimestamp();
    private long _shiftTicks;

    public override DateTimeOffset GetUtcNow() => start + System.GetElapsedTime(_since) + new TimeSpan(Interlocked.Read(ref _shiftTicks));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _shiftTicks, time.Ticks);
}
