using Orleans;
using Orleans.Concurrency;

namespace OrleansCommerce.Runtime;

public sealed class StatelessWorkerTests
{
    public interface IWorkerGrain : IGrainWithStringKey
    {
        Task<int> Work(string gate);
    }

    [Fact]
    public async Task Calls_WhileOthersRun_GetActivationsUpToTheLimit()
    {
        await using var host = GrainHost.Start();
        var worker = host.Grain<IWorkerGrain>("w");
        var calls = Enumerable.Range(0, 5).Select(_ => worker.Work("gate")).ToList();
        host.Run();
        Assert.Equal(2, host.Runtime.ActivationCount);
        Assert.Equal(2, host.Probe.Told.Count);
        host.Open("gate");
        Assert.All(calls, call => Assert.True(call.IsCompletedSuccessfully));
        Assert.Equal(5, host.Probe.Told.Count);
    }

    [Fact]
    public async Task Calls_OneAfterTheOther_ShareOneActivation()
    {
        await using var host = GrainHost.Start();
        host.Probe.Open("gate");
        for (var i = 0; i < 5; i++)
            Assert.Equal(i + 1, host.Run(host.Grain<IWorkerGrain>("w").Work("gate")));
        Assert.Equal(1, host.Runtime.ActivationCount);
        host.Advance(TimeSpan.FromMinutes(17));
        Assert.Equal(0, host.Runtime.ActivationCount);
    }

    [StatelessWorker(2)]
    public sealed class WorkerGrain(Probe probe) : Grain, IWorkerGrain
    {
        private int _calls;

        public async Task<int> Work(string gate)
        {
            probe.Tell("work");
            await probe.Gate(gate);
            return ++_calls;
        }
    }
}
