using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;

namespace OrleansCommerce.Runtime;

public sealed class TurnTests
{
    private static readonly AsyncLocal<string?> Leak = new();

    public interface ITurnGrain : IGrainWithStringKey
    {
        Task<int> Count();

        Task<string> Where();

        Task<string?> LeakAndRead(string text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Code_BeforeAndAfterAwait_RunsOnItsActivation(int seed)
    {
        await using var host = GrainHost.Start(seed: seed);
        Assert.Equal("same scheduler, no context", host.Run(host.Grain<ITurnGrain>("a").Where()));
    }

    [Fact]
    public async Task AsyncLocal_SetBySynchronousMethod_DoesNotReachNextRequest()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<ITurnGrain>("a");
        var first = grain.LeakAndRead("one");
        var second = grain.LeakAndRead("two");
        Assert.Null(host.Run(first));
        Assert.Null(host.Run(second));
    }

    [Fact]
    public async Task Turns_ManyCallersOnThreadPool_NeverOverlap()
    {
        var services = new ServiceCollection().AddSingleton<Probe>();
        services.AddInProcessOrleans(options => options.GrainAssemblies.Add(typeof(TurnTests).Assembly));
        await using var provider = services.BuildServiceProvider();
        var grain = provider.GetRequiredService<IGrainFactory>().GetGrain<ITurnGrain>("a");
        var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
                await grain.Count();
        }));
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(4001, await grain.Count());
    }

    [Fact]
    public async Task Order_SameSeed_IsTheSame()
    {
        var traces = new List<List<string>>();
        foreach (var seed in new[] { 7, 7, 8 })
        {
            await using var host = GrainHost.Start(seed: seed);
            for (var i = 0; i < 20; i++)
                _ = host.Grain<ITurnGrain>($"g{i % 5}").Where();
            host.Run();
            traces.Add(host.Executor.Trace);
        }

        Assert.Equal(traces[0], traces[1]);
        Assert.NotEqual(traces[0], traces[2]);
    }

    public sealed class TurnGrain : Grain, ITurnGrain
    {
        private int _count;
        private int _inside;

        public async Task<int> Count()
        {
            // Neither count is atomic: overlapping turns would lose some.
            Assert.Equal(1, ++_inside);
            var count = _count + 1;
            _inside--;
            await Task.Yield();
            Assert.Equal(1, ++_inside);
            _count = count;
            _inside--;
            return _count;
        }

        public async Task<string> Where()
        {
            var before = TaskScheduler.Current;
            var context = SynchronizationContext.Current;
            await Task.Yield();
            await GrainFactory.GetGrain<IGateGrain>("other").Nothing();
            var same = ReferenceEquals(before, TaskScheduler.Current) && before != TaskScheduler.Default;
            return $"{(same ? "same scheduler" : "another")}, {(context ?? SynchronizationContext.Current) switch { null => "no context", _ => "a context" }}";
        }

        public Task<string?> LeakAndRead(string text)
        {
            var found = Leak.Value;
            Leak.Value = text;
            return Task.FromResult(found);
        }
    }
}
