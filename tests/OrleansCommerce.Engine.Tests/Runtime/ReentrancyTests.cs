namespace OrleansCommerce.Runtime;

public sealed class ReentrancyTests
{
    [Fact]
    public async Task NonReentrant_WhileFirstAwaits_SecondWaits()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IGateGrain>("a");
        var first = grain.Pass("1");
        host.Run();
        var second = grain.Pass("2");
        host.Open("2");
        Assert.False(second.IsCompleted);
        Assert.DoesNotContain("in 2", host.Probe.Told);
        host.Open("1");
        Assert.Equal("a#0 1", host.Run(first));
        Assert.Equal("a#0 2", host.Run(second));
        Assert.Equal(["a#0 activated", "in 1", "out 1", "in 2", "out 2"], host.Probe.Told);
    }

    [Fact]
    public async Task Reentrant_WhileFirstAwaits_SecondRuns()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IReentrantGrain>("a");
        var first = grain.Pass("1");
        host.Run();
        var second = grain.Pass("2");
        host.Open("2");
        Assert.True(second.IsCompletedSuccessfully);
        Assert.False(first.IsCompleted);
    }

    [Fact]
    public async Task AlwaysInterleave_WhileAnotherAwaits_RunsAndBlocksNobody()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IGateGrain>("a");
        var write = grain.Pass("write");
        host.Run();
        var peek = grain.Peek("peek").AsTask();
        host.Run();
        Assert.Equal(["a#0 activated", "in write", "in peek"], host.Probe.Told);
        host.Open("write");
        var next = grain.Pass("next");
        host.Open("next");
        Assert.True(write.IsCompletedSuccessfully);
        Assert.True(next.IsCompletedSuccessfully);
        Assert.False(peek.IsCompleted);
    }

    [Fact]
    public async Task ReadOnly_WhileReadAwaits_Interleaves()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IGateGrain>("a");
        _ = grain.Read("1");
        host.Run();
        var second = grain.Read("2");
        host.Open("2");
        Assert.True(second.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task ReadOnly_WhileWriteAwaits_Waits()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IGateGrain>("a");
        _ = grain.Pass("write");
        host.Run();
        var read = grain.Read("read");
        host.Open("read");
        Assert.False(read.IsCompleted);
        host.Open("write");
        Assert.True(read.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Write_WhileTwoReadsAwait_WaitsForBoth()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IGateGrain>("a");
        _ = grain.Read("1");
        _ = grain.Read("2");
        host.Run();
        var write = grain.Pass("write");
        host.Open("write");
        host.Open("1");
        Assert.False(write.IsCompleted);
        host.Open("2");
        Assert.True(write.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Waiting_Thousands_AreServedInOrder()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IGateGrain>("a");
        var calls = Enumerable.Range(0, 3000).Select(i => grain.Pass("gate")).ToList();
        host.Run();
        Assert.Single(host.Probe.Told, line => line == "in gate");
        host.Open("gate");
        Assert.All(calls, call => Assert.True(call.IsCompletedSuccessfully));
    }
}
