namespace OrleansCommerce.LoadTest.Measure;

/// <summary>
/// What one step cost. Latency runs from the first attempt to the answer, so that retries and the waits between them are in it:
/// it is what the caller felt.
/// </summary>
internal sealed class StepMeter
{
    private long _retries;
    private long _givenUp;

    public LatencyHistogram Latency { get; } = new();

    public long Retries => Volatile.Read(ref _retries);

    /// <summary>Everything that was sent, retries included.</summary>
    public long Requests => Latency.Count + Retries + Volatile.Read(ref _givenUp);

    public void Answered(TimeSpan elapsed) => Latency.Record(elapsed);

    public void Retried() => Interlocked.Increment(ref _retries);

    public void GivenUp() => Interlocked.Increment(ref _givenUp);
}
