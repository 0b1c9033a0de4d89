using Orleans;
using Orleans.Runtime;

namespace OrleansCommerce.Runtime;

public sealed class ActivationTests
{
    public interface IFailingGrain : IGrainWithStringKey
    {
        Task<int> Call();
    }

    public interface ISlowStartGrain : IGrainWithStringKey
    {
        Task Call();
    }

    public interface IInjectedGrain : IGrainWithStringKey
    {
        Task<string> Describe();

        Task End();
    }

    [Fact]
    public async Task Failure_ReachesAllWaitingRaw_AndNextCallActivatesAnew()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IFailingGrain>("a");
        var first = grain.Call();
        var second = grain.Call();
        host.Run();
        host.Open("first try");
        Assert.Equal("cannot load", Assert.Throws<IOException>(() => host.Run(first)).Message);
        Assert.Throws<IOException>(() => host.Run(second));
        Assert.Equal(1, host.Runtime.Statistics.ActivationFailures);
        Assert.Equal(2, host.Run(grain.Call()));
    }

    [Fact]
    public async Task Activation_ThatNeverEnds_FailsInTime()
    {
        await using var host = GrainHost.Start(options =>
        {
            options.ActivationTimeout = TimeSpan.FromSeconds(5);
            options.ResponseTimeout = TimeSpan.FromSeconds(60);
        });
        var call = host.Grain<ISlowStartGrain>("a").Call();
        host.Run();
        host.Advance(TimeSpan.FromSeconds(6));
        Assert.Contains(nameof(Grain.OnActivateAsync), Assert.Throws<TimeoutException>(() => host.Run(call)).Message, StringComparison.Ordinal);
        Assert.Contains("start cancelled", host.Probe.Told);
        Assert.Equal(0, host.Runtime.ActivationCount);
    }

    [Fact]
    public async Task Construction_InjectsContextAndScopedServices_AndDisposesThem()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IInjectedGrain>("k");
        Assert.Equal("injected/k, same scope", host.Run(grain.Describe()));
        host.Run(grain.End());
        Assert.Equal(["ended", "grain disposed", "scope disposed"], host.Probe.Told.Order(StringComparer.Ordinal));
    }

    public sealed class FailingGrain(Probe probe) : Grain, IFailingGrain
    {
        private int _tries;

        public override async Task OnActivateAsync(CancellationToken cancellationToken)
        {
            probe.Tell("try");
            _tries = probe.Told.Count;
            await probe.Gate("first try");
            if (_tries == 1)
                throw new IOException("cannot load");
        }

        public Task<int> Call() => Task.FromResult(_tries);
    }

    public sealed class SlowStartGrain(Probe probe) : Grain, ISlowStartGrain
    {
        public override Task OnActivateAsync(CancellationToken cancellationToken)
        {
            cancellationToken.Register(() => probe.Tell("start cancelled"));
            return probe.Gate("never");
        }

        public Task Call() => Task.CompletedTask;
    }

    public sealed class InjectedGrain : Grain, IInjectedGrain, IDisposable
    {
        private readonly Probe _probe;
        private readonly IGrainContext _context;
        private readonly ScopedThing _thing;

        public InjectedGrain(Probe probe, IGrainContext context, ScopedThing thing)
        {
            _probe = probe;
            _context = context;
            _thing = thing;
            _context.Deactivated.ContinueWith(_ => probe.Tell("ended"), TaskContinuationOptions.ExecuteSynchronously);
        }

        public Task<string> Describe()
        {
            var same = ReferenceEquals(ServiceProvider.GetService(typeof(ScopedThing)), _thing) && ReferenceEquals(_context, GrainContext);
            return Task.FromResult($"{_context.GrainId}, {(same ? "same" : "another")} scope");
        }

        public Task End()
        {
            DeactivateOnIdle();
            return Task.CompletedTask;
        }

        public void Dispose() => _probe.Tell("grain disposed");
    }
}
