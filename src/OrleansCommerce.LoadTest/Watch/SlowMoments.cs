namespace OrleansCommerce.LoadTest.Watch;

/// <summary>When changes took long to be shown, and on how many screens: a percentile does not say whether that was all the time or once.</summary>
internal sealed class SlowMoments
{
    public static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(250);

    private readonly SortedDictionary<int, Second> _seconds = [];
    private readonly Lock _gate = new();

    /// <param name="since">From the beginning of the measurement to the sending of the change.</param>
    public void Record(TimeSpan since, int screen, TimeSpan duration)
    {
        if (duration <= Slow)
            return;
        lock (_gate)
        {
            var number = (int)since.TotalSeconds;
            if (!_seconds.TryGetValue(number, out var second))
                _seconds.Add(number, second = new Second());
            second.Shown++;
            second.Screens.Add(screen);
            second.Longest = duration > second.Longest ? duration : second.Longest;
        }
    }

    public IReadOnlyList<SlowSecond> Report()
    {
        lock (_gate)
            return [.. _seconds.Select(s => new SlowSecond(s.Key, s.Value.Shown, s.Value.Screens.Count, s.Value.Longest.TotalMilliseconds))];
    }

    private sealed class Second
    {
        public HashSet<int> Screens { get; } = [];

        public long Shown { get; set; }

        public TimeSpan Longest { get; set; }
    }
}

/// <summary>Changes that were sent within one second of the measurement and took longer than <see cref="SlowMoments.Slow"/>.</summary>
/// <param name="Second">From the beginning of what is measured.</param>
/// <param name="Shown">Changes times the screens that showed them that late.</param>
internal sealed record SlowSecond(int Second, long Shown, int Screens, double LatencyMsMax);
