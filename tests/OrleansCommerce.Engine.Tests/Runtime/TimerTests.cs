using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OrleansCommerce.Runtime;

public sealed class TimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public interface ITimerGrain : IGrainWithStringKey
    {
        Task Register(GrainTimerCreationOptions options, string gate);

        Task Change(TimeSpan dueTime, TimeSpan period);

        Task Stop();

        Task Pass(string gate);

        Task End();

        Task<bool> RegisterElsewhere();
    }

    public interface IReentrantTimerGrain : ITimerGrain;

    [Fact]
    public async Task Ticks_ComeAtDueTimeThenAtPeriod()
    {
        await using var host = GrainHost.Start();
        host.Run(host.Grain<ITimerGrain>("a").Register(new(2 * Second, Second), ""));
        host.Advance(1.9 * Second);
        Assert.Empty(host.Probe.Told);
        host.Advance(0.2 * Second);
        Assert.Single(host.Probe.Told);
        host.Advance(3 * Second);
        Assert.Equal(4, host.Probe.Told.Count);
    }

    [Fact]
    public async Task Period_CountsFromEndOfTick()
    {
        await using var host = GrainHost.Start();
        host.Run(host.Grain<ITimerGrain>("a").Register(new(Second, Second), "tick"));
        host.Advance(10 * Second);
        Assert.Equal(["tick"], host.Probe.Told);
        host.Open("tick");
        host.Advance(0.9 * Second);
        Assert.Equal(["tick"], host.Probe.Told);
        host.Advance(0.2 * Second);
        Assert.Equal(["tick", "tick"], host.Probe.Told);
    }

    [Fact]
    public async Task Infinite_Period_TicksOnce()
    {
        await using var host = GrainHost.Start();
        host.Run(host.Grain<ITimerGrain>("a").Register(new(Second, Timeout.InfiniteTimeSpan), ""));
        host.Advance(10 * Second);
        Assert.Equal(["tick"], host.Probe.Told);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    public async Task Tick_WhileRequestAwaits_RunsOnlyIfItMayInterleave(bool reentrant, bool interleave, bool ticks)
    {
        await using var host = GrainHost.Start();
        ITimerGrain grain = reentrant ? host.Grain<IReentrantTimerGrain>("a") : host.Grain<ITimerGrain>("a");
        host.Run(grain.Register(new(Second, Timeout.InfiniteTimeSpan) { Interleave = interleave }, ""));
        _ = grain.Pass("request");
        host.Advance(2 * Second);
        Assert.Equal(ticks, host.Probe.Told.Contains("tick"));
        host.Open("request");
        Assert.Contains("tick", host.Probe.Told);
    }

    [Fact]
    public async Task Change_SetsNextTickAndPeriod()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<ITimerGrain>("a");
        host.Run(grain.Register(new(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), ""));
        host.Advance(5 * Second);
        Assert.Empty(host.Probe.Told);
        host.Run(grain.Change(Second, 2 * Second));
        host.Advance(3.1 * Second);
        Assert.Equal(2, host.Probe.Told.Count);
    }

    [Fact]
    public async Task Dispose_EndsTicks()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<ITimerGrain>("a");
        host.Run(grain.Register(new(Second, Second), ""));
        host.Advance(1.1 * Second);
        host.Run(grain.Stop());
        host.Advance(5 * Second);
        Assert.Single(host.Probe.Told);
    }

    [Fact]
    public async Task Deactivation_EndsTicks()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<ITimerGrain>("a");
        host.Run(grain.Register(new(Second, Second), ""));
        host.Run(grain.End());
        host.Advance(5 * Second);
        Assert.Empty(host.Probe.Told);
        Assert.Equal(1, host.Time.ArmedTimers);
    }

    [Fact]
    public async Task Failure_OfTick_DoesNotEndTimer()
    {
        await using var host = GrainHost.Start();
        host.Run(host.Grain<ITimerGrain>("a").Register(new(Second, Second), "fail"));
        host.Advance(3.1 * Second);
        Assert.Equal(3, host.Probe.Told.Count);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task KeepAlive_DecidesWhetherTicksPutOffTheEnd(bool keepAlive, int left)
    {
        await using var host = GrainHost.Start();
        host.Run(host.Grain<ITimerGrain>("a").Register(new(60 * Second, 60 * Second) { KeepAlive = keepAlive }, ""));
        host.Advance(TimeSpan.FromMinutes(17));
        Assert.Equal(left, host.Runtime.ActivationCount);
    }

    [Fact]
    public async Task Registration_OutsideGrain_IsRefused()
    {
        await using var host = GrainHost.Start();
        var call = host.Grain<ITimerGrain>("a").RegisterElsewhere();
        var ended = SpinWait.SpinUntil(
            () =>
            {
                host.Run();
                return call.IsCompleted;
            },
            TimeSpan.FromSeconds(30));
        Assert.True(ended && host.Run(call));
    }

    public abstract class TimerGrainBase(Probe probe) : Grain
    {
        private IGrainTimer? _timer;

        public Task Register(GrainTimerCreationOptions options, string gate)
        {
            _timer = this.RegisterGrainTimer(
                async (state, token) =>
                {
                    Assert.False(token.IsCancellationRequested);
                    probe.Tell("tick");
                    if (state == "fail")
                        throw new InvalidOperationException("tick");
                    if (state.Length > 0)
                        await probe.Gate(state);
                },
                gate,
                options);
            return Task.CompletedTask;
        }

        public Task Change(TimeSpan dueTime, TimeSpan period)
        {
            _timer!.Change(dueTime, period);
            return Task.CompletedTask;
        }

        public Task Stop()
        {
            _timer!.Dispose();
            return Task.CompletedTask;
        }

        public Task Pass(string gate) => probe.Gate(gate);

        public Task End()
        {
            DeactivateOnIdle();
            return Task.CompletedTask;
        }

        public Task<bool> RegisterElsewhere() => Task.Run(() =>
        {
            Assert.Throws<InvalidOperationException>(
                () => this.RegisterGrainTimer(() => Task.CompletedTask, Second, Second));
            return true;
        });
    }

    public sealed class TimerGrain(Probe probe) : TimerGrainBase(probe), ITimerGrain;

    [Reentrant]
    public sealed class ReentrantTimerGrain(Probe probe) : TimerGrainBase(probe), IReentrantTimerGrain;
}
