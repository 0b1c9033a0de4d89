namespace Orleans.Runtime;

/// <summary>Milliseconds since start, renewed at each sweep: reading it costs nothing, and it is late by at most one step.</summary>
internal sealed class CoarseClock
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private long _nowMs;

    /// <param name="shortest">The shortest limit that is measured; a step is a 120th of it, from 10 ms to 250 ms.</param>
    public CoarseClock(TimeProvider time, TimeSpan shortest)
    {
        _time = time;
        _start = time.GetTimestamp();
        StepMs = Math.Clamp((long)(shortest.TotalMilliseconds / 120), 10, 250);
    }

    public long StepMs { get; }

    public long NowMs => Volatile.Read(ref _nowMs);

    public void Renew() => Volatile.Write(ref _nowMs, (long)_time.GetElapsedTime(_start).TotalMilliseconds);
}
