using Orleans;
using Orleans.Runtime;

namespace OrleansCommerce.Runtime;

public sealed class DeactivationTests
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Scan = TimeSpan.FromMinutes(1.1);

    public interface IRestlessGrain : IGrainWithStringKey
    {
        Task Call();
    }

    public interface IStuckEndGrain : IGrainWithStringKey
    {
        Task Call();
    }

    [Fact]
    public async Task Idle_ForItsAge_EndsAndNextCallActivatesAnew()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IGateGrain>("a");
        host.Run(grain.Nothing().AsTask());
        host.Advance(Age - Scan);
        Assert.Equal(1, host.Runtime.ActivationCount);
        host.Advance(Scan + Scan);
        Assert.Equal(0, host.Runtime.ActivationCount);
        host.Run(grain.Nothing().AsTask());
        Assert.Equal(["a#0 activated", "a#0 deactivated ActivationIdle", "a#2 activated"], host.Probe.Told);
    }

    [Fact]
    public async Task Idle_CalledMeanwhile_Stays()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IGateGrain>("a");
        for (var i = 0; i < 4; i++)
        {
            host.Run(grain.Nothing().AsTask());
            host.Advance(Age / 2);
        }

        Assert.Equal(["a#0 activated"], host.Probe.Told);
    }

    [Fact]
    public async Task Idle_WithRunningRequest_Stays()
    {
        await using var host = GrainHost.Start();
        _ = host.Grain<IGateGrain>("a").Pass("long");
        host.Run();
        host.Advance(Age + Scan);
        Assert.Equal(1, host.Runtime.ActivationCount);
    }

    [Fact]
    public async Task Idle_AgeOfClass_IsTaken()
    {
        await using var host = GrainHost.Start();
        host.Run(host.Grain<IShortLivedGrain>("short").Nothing().AsTask());
        host.Run(host.Grain<IAlwaysOnGrain>("on").Nothing().AsTask());
        host.Advance(TimeSpan.FromMinutes(2) + Scan);
        Assert.Contains("short#0 deactivated ActivationIdle", host.Probe.Told);
        host.Advance(Age + Scan);
        Assert.Equal(1, host.Runtime.ActivationCount);
    }

    [Fact]
    public async Task DelayDeactivation_PutsOffAndTakesBack()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IShortLivedGrain>("a");
        host.Run(grain.StayFor(TimeSpan.FromMinutes(10)));
        host.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(1, host.Runtime.ActivationCount);
        host.Run(grain.StayFor(TimeSpan.Zero));
        host.Advance(TimeSpan.FromMinutes(2) + Scan);
        Assert.Equal(0, host.Runtime.ActivationCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task DeactivateOnIdle_WaitsForRunning_AndNextActivationServesHeld(int seed)
    {
        await using var host = GrainHost.Start(seed: seed);
        var grain = host.Grain<IReentrantGrain>("a");
        var inside = grain.Pass("inside");
        var ending = grain.EndSoon("ending");
        host.Run();
        var held = grain.Pass("held");
        host.Open("held");
        host.Open("ending");
        Assert.True(ending.IsCompletedSuccessfully);
        Assert.False(held.IsCompleted);
        Assert.DoesNotContain("in held", host.Probe.Told);
        host.Open("inside");
        Assert.Equal("a#0 inside", host.Run(inside));
        Assert.Equal("a#2 held", host.Run(held));
        Assert.Contains("a#0 deactivated ApplicationRequested", host.Probe.Told);
    }

    [Fact]
    public async Task DeactivateOnIdle_WhenActivated_NeverServes_IsRefused()
    {
        await using var host = GrainHost.Start();
        Assert.Throws<SiloUnavailableException>(() => host.Run(host.Grain<IRestlessGrain>("a").Call()));
    }

    [Fact]
    public async Task OnDeactivate_ThatNeverEnds_IsBounded()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IStuckEndGrain>("a");
        host.Run(grain.Call());
        var held = grain.Call();
        host.Run();
        Assert.False(held.IsCompleted);
        host.Advance(TimeSpan.FromSeconds(31));
        Assert.Contains("token cancelled", host.Probe.Told);
        Assert.Equal(1, host.Runtime.ActivationCount);
    }

    [Fact]
    public async Task Stop_FinishesRunning_EndsAll_RefusesLater()
    {
        await using var host = GrainHost.Start();
        var running = host.Grain<IGateGrain>("b").Pass("running");
        host.Run(host.Grain<IGateGrain>("a").Nothing().AsTask());
        var stop = host.Runtime.StopAsync(TestContext.Current.CancellationToken);
        host.Run();
        var late = host.Grain<IGateGrain>("c").Nothing().AsTask();
        Assert.Throws<SiloUnavailableException>(() => host.Run(late));
        Assert.False(stop.IsCompleted);
        host.Open("running");
        Assert.True(running.IsCompletedSuccessfully);
        await stop.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Contains("a#0 deactivated ShuttingDown", host.Probe.Told);
        Assert.Equal(0, host.Runtime.ActivationCount);
        Assert.Equal(0, host.Time.ArmedTimers);
    }

    [Fact]
    public async Task Stop_WithStuckGrain_IsBoundedAndTellsCaller()
    {
        await using var host = GrainHost.Start(options => options.ResponseTimeout = TimeSpan.FromHours(1));
        var stuck = host.Grain<IGateGrain>("a").Pass("never");
        host.Run();
        var stop = host.Runtime.StopAsync(TestContext.Current.CancellationToken);
        host.Run();
        host.Advance(TimeSpan.FromSeconds(31));
        await stop.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => stuck);
    }

    public sealed class RestlessGrain : Grain, IRestlessGrain
    {
        public override Task OnActivateAsync(CancellationToken cancellationToken)
        {
            DeactivateOnIdle();
            return Task.CompletedTask;
        }

        public Task Call() => Task.CompletedTask;
    }

    public sealed class StuckEndGrain(Probe probe) : Grain, IStuckEndGrain
    {
        public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
        {
            cancellationToken.Register(() => probe.Tell("token cancelled"));
            return probe.Gate("never");
        }

        public Task Call()
        {
            DeactivateOnIdle();
            return Task.CompletedTask;
        }
    }
}
