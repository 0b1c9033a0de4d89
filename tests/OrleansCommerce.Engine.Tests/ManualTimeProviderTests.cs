namespace OrleansCommerce;

public sealed class ManualTimeProviderTests
{
    [Fact]
    public void Advance_FiresInOrderOfDueTime_EachAtItsMoment()
    {
        var time = new ManualTimeProvider();
        List<(string Name, double AtSeconds)> fired = [];
        TimerCallback tell = name => fired.Add(((string)name!, time.GetElapsedTime(0).TotalSeconds));
        using var late = time.CreateTimer(tell, "late", TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var periodic = time.CreateTimer(tell, "periodic", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal([("periodic", 1), ("late", 3), ("periodic", 3)], fired);
        Assert.Equal(4, time.GetElapsedTime(0).TotalSeconds);
    }

    [Fact]
    public void Dispose_EndsTimer()
    {
        var time = new ManualTimeProvider();
        var fired = 0;
        var timer = time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(1));
        timer.Dispose();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, fired);
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
        Assert.Equal(0, time.ArmedTimers);
    }

    [Fact]
    public async Task Delay_EndsWhenItsTimeHasCome()
    {
        var time = new ManualTimeProvider();
        var delay = Task.Delay(TimeSpan.FromMinutes(5), time, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        await delay;
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 5, 0, TimeSpan.Zero), time.GetUtcNow());
    }
}
