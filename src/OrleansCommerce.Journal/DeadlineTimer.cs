namespace OrleansCommerce.Journal;

/// <summary>One timer for many deadlines that come in order: it is armed for the oldest, and its callback arms it again.</summary>
internal sealed class DeadlineTimer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private bool _isArmed;

    /// <param name="expire">Takes the owner's lock itself.</param>
    public DeadlineTimer(TimeProvider time, Action expire)
    {
        _time = time;
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(Fire, expire, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called under the owner's lock.</summary>
    public void Arm(long deadline)
    {
        if (_isArmed)
            return;
        _isArmed = true;
        var left = (double)(deadline - _time.GetTimestamp()) / _time.TimestampFrequency;
        // Rounded up, so that what is due has passed when the timer fires.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(left * 1000))), Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Fire(object? expire)
    {
        _isArmed = false;
        ((Action)expire!)();
    }
}
