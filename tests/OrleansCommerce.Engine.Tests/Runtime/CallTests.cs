using Orleans;

namespace OrleansCommerce.Runtime;

public sealed class CallTests
{
    private static readonly TimeSpan BeforeTimeout = TimeSpan.FromSeconds(29.9);
    private static readonly TimeSpan AfterTimeout = TimeSpan.FromSeconds(31);

    public interface ICycleGrain : IGrainWithStringKey
    {
        Task<string> Call(string[] path);
    }

    public interface IReentrantCycleGrain : ICycleGrain;

    [Fact]
    public async Task Methods_EachKindOfReturn_Answers()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IGateGrain>("a");
        host.Probe.Open("open");
        Assert.Equal(42, host.Run(grain.Add(40, 2).AsTask()));
        Assert.Equal("a#0 open", host.Run(grain.Pass("open")));
        host.Run(grain.Nothing().AsTask());
        host.Run(grain.StayFor(TimeSpan.FromMinutes(1)));
        Assert.Equal("a#0 open", host.Run(grain.Peek("open").AsTask()));
    }

    [Fact]
    public async Task Exception_OfMethod_ReachesCallerUnwrapped()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IGateGrain>("a");
        var sync = Assert.Throws<InvalidOperationException>(() => host.Run(grain.Fail("now")));
        Assert.Equal("now", sync.Message);
        var later = Assert.Throws<KeyNotFoundException>(() => host.Run(grain.FailLater("later")));
        Assert.Contains(nameof(GateGrainBase.FailLater), later.StackTrace, StringComparison.Ordinal);
        Assert.Equal(3, host.Run(grain.Add(1, 2).AsTask()));
    }

    [Fact]
    public async Task Cycle_NonReentrant_EndsInTimeout()
    {
        await using var host = GrainHost.Start();
        var call = host.Grain<ICycleGrain>("a").Call(["b", "a"]);
        host.Run();
        host.Advance(BeforeTimeout);
        Assert.False(call.IsCompleted);
        host.Advance(AfterTimeout - BeforeTimeout);
        Assert.Throws<TimeoutException>(() => host.Run(call));
        Assert.True(host.Runtime.Statistics.CallTimeouts >= 1);
        Assert.Equal("end", host.Run(host.Grain<ICycleGrain>("a").Call(["c"])));
    }

    [Fact]
    public async Task Cycle_Reentrant_Answers()
    {
        await using var host = GrainHost.Start();
        Assert.Equal("end", host.Run(host.Grain<IReentrantCycleGrain>("a").Call(["b", "a"])));
    }

    [Fact]
    public async Task Timeout_WhileWaiting_IsNeverStarted()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IGateGrain>("a");
        var slow = grain.Pass("slow");
        var waiting = grain.Pass("waiting");
        host.Run();
        host.Advance(AfterTimeout);
        Assert.Throws<TimeoutException>(() => host.Run(slow));
        Assert.Throws<TimeoutException>(() => host.Run(waiting));
        host.Open("slow");
        Assert.Contains("out slow", host.Probe.Told);
        Assert.DoesNotContain("in waiting", host.Probe.Told);
    }

    [Fact]
    public async Task Timeout_Configured_IsTaken()
    {
        await using var host = GrainHost.Start(options => options.ResponseTimeout = TimeSpan.FromSeconds(2));
        var call = host.Grain<IGateGrain>("a").Pass("never");
        host.Run();
        host.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(call.IsCompleted);
        host.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Throws<TimeoutException>(() => host.Run(call));
    }

    [Fact]
    public async Task Cancellation_WhileRunning_EndsWaitAndReachesGrain()
    {
        await using var host = GrainHost.Start();
        using var cancellation = new CancellationTokenSource();
        var call = host.Grain<IGateGrain>("a").Wait("never", cancellation.Token);
        host.Run();
        await cancellation.CancelAsync();
        Assert.True(call.IsCanceled);
        host.Run();
        Assert.Contains("wait ended, cancelled True", host.Probe.Told);
    }

    [Fact]
    public async Task Cancellation_WhileWaiting_IsNeverStarted()
    {
        await using var host = GrainHost.Start();
        using var cancellation = new CancellationTokenSource();
        var grain = host.Grain<IGateGrain>("a");
        _ = grain.Pass("slow");
        var call = grain.Wait("wait", cancellation.Token);
        host.Run();
        await cancellation.CancelAsync();
        Assert.True(call.IsCanceled);
        host.Open("slow");
        Assert.DoesNotContain(host.Probe.Told, line => line.StartsWith("wait ended", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancellation_BeforeCall_IsNeverSent()
    {
        await using var host = GrainHost.Start();
        var call = host.Grain<IGateGrain>("a").Wait("wait", new CancellationToken(true));
        Assert.True(call.IsCanceled);
        host.Run();
        Assert.Equal(0, host.Runtime.ActivationCount);
    }

    [Fact]
    public async Task OneWay_ReturnsAtOnce_AndRuns()
    {
        await using var host = GrainHost.Start();
        Assert.True(host.Grain<IGateGrain>("a").Shout("shout").IsCompletedSuccessfully);
        host.Run();
        Assert.Contains("in shout", host.Probe.Told);
    }

    public abstract class CycleGrainBase<TSelf> : Grain
        where TSelf : ICycleGrain
    {
        public async Task<string> Call(string[] path)
        {
            await Task.Yield();
            return path is [var next, .. var rest] ? await GrainFactory.GetGrain<TSelf>(next).Call(rest) : "end";
        }
    }

    public sealed class CycleGrain : CycleGrainBase<ICycleGrain>, ICycleGrain;

    [Orleans.Concurrency.Reentrant]
    public sealed class ReentrantCycleGrain : CycleGrainBase<IReentrantCycleGrain>, IReentrantCycleGrain;
}
