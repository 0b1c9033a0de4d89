using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace OrleansCommerce.Runtime;

public sealed class StreamTests
{
    private static readonly StreamId Id = StreamId.Create("stock", "a");

    public interface IWatcherGrain : IGrainWithStringKey
    {
        Task Watch();

        Task<int> Handles();

        Task Unwatch();

        Task End();

        Task Pass(string gate);
    }

    [Fact]
    public async Task Events_ReachEachSubscriberInOrder()
    {
        await using var host = GrainHost.Start();
        List<int> first = [], second = [];
        var stream = Stream(host);
        host.Run(Subscribe(stream, first));
        host.Run(Subscribe(Stream(host), second));
        for (var i = 0; i < 100; i++)
            host.Run(stream.OnNextAsync(i));
        Assert.Equal(Enumerable.Range(0, 100), first);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Event_OfAnotherStream_IsNotDelivered()
    {
        await using var host = GrainHost.Start();
        List<int> events = [];
        host.Run(Subscribe(Stream(host), events));
        host.Run(Stream(host, "b").OnNextAsync(1));
        host.Run();
        Assert.Empty(events);
    }

    [Fact]
    public async Task Unsubscribe_EndsDelivery_AndHandlesTell()
    {
        await using var host = GrainHost.Start();
        List<int> events = [];
        var stream = Stream(host);
        var handle = host.Run(Subscribe(stream, events));
        Assert.Equal([handle], host.Run(stream.GetAllSubscriptionHandles()));
        host.Run(handle.UnsubscribeAsync());
        host.Run(stream.OnNextAsync(1));
        Assert.Empty(events);
        Assert.Empty(host.Run(stream.GetAllSubscriptionHandles()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => handle.ResumeAsync((_, _) => Task.CompletedTask));
    }

    [Fact]
    public async Task SlowSubscriber_LosesOldest_AndNeverBlocksPublisher()
    {
        await using var host = GrainHost.Start(options => options.StreamQueueLimit = 3);
        List<int> slow = [], fast = [];
        var stream = Stream(host);
        await stream.SubscribeAsync(async (item, _) =>
        {
            await host.Probe.Gate("slow");
            slow.Add(item);
        });
        host.Run(Subscribe(stream, fast));
        for (var i = 0; i < 10; i++)
        {
            Assert.True(stream.OnNextAsync(i).IsCompletedSuccessfully);
            host.Run();
        }

        host.Open("slow");
        Assert.Equal([0, 7, 8, 9], slow);
        Assert.Equal(10, fast.Count);
        Assert.Equal(6, host.Runtime.Statistics.StreamEventsDropped);
    }

    [Fact]
    public async Task Observer_ThatFails_IsToldAndGetsTheNext()
    {
        await using var host = GrainHost.Start();
        List<int> events = [];
        List<Exception> failures = [];
        var stream = Stream(host);
        await stream.SubscribeAsync(
            (item, _) => item == 1 ? throw new InvalidOperationException("one") : Add(events, item),
            failure =>
            {
                failures.Add(failure);
                return Task.CompletedTask;
            });
        await stream.OnNextBatchAsync([1, 2]);
        host.Run();
        Assert.Equal([2], events);
        Assert.Equal("one", Assert.Single(failures).Message);
    }

    [Fact]
    public async Task Token_GrowsFromEventToEvent()
    {
        await using var host = GrainHost.Start();
        List<StreamSequenceToken> tokens = [];
        var stream = Stream(host);
        await stream.SubscribeAsync((_, token) =>
        {
            tokens.Add(token!);
            return Task.CompletedTask;
        });
        await stream.OnNextBatchAsync([1, 2, 3]);
        host.Run();
        Assert.True(tokens[1].Newer(tokens[0]) && tokens[2].Newer(tokens[1]) && tokens[0].Older(tokens[2]));
    }

    [Fact]
    public async Task Grain_GetsEventsInItsTurn()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IWatcherGrain>("w");
        host.Run(grain.Watch());
        var request = grain.Pass("request");
        host.Run();
        host.Run(Stream(host).OnNextAsync(1));
        Assert.Empty(host.Probe.Told);
        host.Open("request");
        Assert.Equal(["w got 1 in its turn"], host.Probe.Told);
        Assert.True(request.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Grain_DeactivatedAndActivatedByEvent_Resumes()
    {
        await using var host = GrainHost.Start();
        var grain = host.Grain<IWatcherGrain>("w");
        host.Run(grain.Watch());
        host.Run(grain.End());
        Assert.Equal(0, host.Runtime.ActivationCount);
        host.Run(Stream(host).OnNextAsync(1));
        Assert.Equal(["w resumed", "w got 1 in its turn"], host.Probe.Told);
        Assert.Equal(1, host.Run(grain.Handles()));
        Assert.Empty(host.Run(Stream(host).GetAllSubscriptionHandles()));
        host.Run(grain.Unwatch());
        host.Run(Stream(host).OnNextAsync(2));
        Assert.Equal(2, host.Probe.Told.Count);
    }

    [Fact]
    public async Task Provider_Unknown_IsNotFound()
    {
        await using var host = GrainHost.Start();
        Assert.Throws<KeyNotFoundException>(() => host.Runtime.GetStreamProvider("other"));
    }

    private static IAsyncStream<int> Stream(GrainHost host, string key = "a") =>
        host.Runtime.GetStreamProvider("streams").GetStream<int>(StreamId.Create("stock", key));

    private static Task<StreamSubscriptionHandle<int>> Subscribe(IAsyncStream<int> stream, List<int> into) =>
        stream.SubscribeAsync((item, _) => Add(into, item));

    private static Task Add(List<int> list, int item)
    {
        list.Add(item);
        return Task.CompletedTask;
    }

    public sealed class WatcherGrain(Probe probe) : Grain, IWatcherGrain
    {
        private IAsyncStream<int> Stream => this.GetStreamProvider("streams").GetStream<int>(Id);

        public override async Task OnActivateAsync(CancellationToken cancellationToken)
        {
            foreach (var handle in await Stream.GetAllSubscriptionHandles())
            {
                await handle.ResumeAsync(OnNextAsync);
                probe.Tell($"{this.GetPrimaryKeyString()} resumed");
            }
        }

        public Task Watch() => Stream.SubscribeAsync(OnNextAsync);

        public async Task<int> Handles() => (await Stream.GetAllSubscriptionHandles()).Count;

        public async Task Unwatch()
        {
            foreach (var handle in await Stream.GetAllSubscriptionHandles())
                await handle.UnsubscribeAsync();
        }

        public Task End()
        {
            DeactivateOnIdle();
            return Task.CompletedTask;
        }

        public Task Pass(string gate) => probe.Gate(gate);

        private Task OnNextAsync(int item, StreamSequenceToken? token)
        {
            var own = ReferenceEquals(TaskScheduler.Current, GrainContext);
            probe.Tell($"{this.GetPrimaryKeyString()} got {item} {(own ? "in its turn" : "elsewhere")}");
            return Task.CompletedTask;
        }
    }
}
