using Orleans.Hosting;
using Orleans.Runtime;

namespace OrleansCommerce.Runtime;

public sealed class TransportTests
{
    [Fact]
    public async Task Message_Dropped_EndsInTimeout()
    {
        var transport = new FaultyTransport { DropMessages = true };
        await using var host = transport.Start();
        var call = host.Grain<IGateGrain>("a").Nothing().AsTask();
        host.Run();
        host.Advance(TimeSpan.FromSeconds(31));
        Assert.Throws<TimeoutException>(() => host.Run(call));
        Assert.Equal(0, host.Runtime.ActivationCount);
    }

    [Fact]
    public async Task Answer_Dropped_EndsInTimeout_AfterGrainRan()
    {
        var transport = new FaultyTransport { DropAnswers = true };
        await using var host = transport.Start();
        host.Probe.Open("gate");
        var call = host.Grain<IGateGrain>("a").Pass("gate");
        host.Run();
        Assert.Contains("out gate", host.Probe.Told);
        host.Advance(TimeSpan.FromSeconds(31));
        Assert.Throws<TimeoutException>(() => host.Run(call));
    }

    [Fact]
    public async Task Message_Duplicated_RunsTwice_AndAnswersOnce()
    {
        var transport = new FaultyTransport { Duplicate = true };
        await using var host = transport.Start();
        host.Probe.Open("gate");
        Assert.Equal("a#0 gate", host.Run(host.Grain<IGateGrain>("a").Pass("gate")));
        Assert.Equal(2, host.Probe.Told.Count(line => line == "in gate"));
    }

    [Fact]
    public async Task Message_LedToAnotherRuntime_ActivatesThere()
    {
        await using var owner = GrainHost.Start();
        var transport = new FaultyTransport { LeadTo = owner.Runtime };
        await using var host = transport.Start();
        owner.Probe.Open("gate");
        var call = host.Grain<IGateGrain>("a").Pass("gate");
        owner.Run();
        Assert.Equal("a#0 gate", host.Run(call));
        Assert.Equal(0, host.Runtime.ActivationCount);
        Assert.Equal(1, owner.Runtime.ActivationCount);
        Assert.Equal(GrainId.Create("gate", "a"), transport.LastDestination);
    }

    private sealed class FaultyTransport : MessageTransport
    {
        private InProcessRuntime? _home;

        public bool DropMessages { get; init; }

        public bool DropAnswers { get; init; }

        public bool Duplicate { get; init; }

        public InProcessRuntime? LeadTo { get; init; }

        public GrainId LastDestination { get; private set; }

        public GrainHost Start()
        {
            var host = GrainHost.Start(options => options.Transport = this);
            _home = host.Runtime;
            return host;
        }

        public override void Send(GrainMessage message)
        {
            LastDestination = message.Destination;
            var target = LeadTo ?? _home!;
            if (DropMessages)
            {
                message.Drop();
                return;
            }

            if (Duplicate && message is GrainRequest request)
                target.Deliver(request.Duplicate());
            target.Deliver(message);
        }

        public override void Reply(GrainRequest request)
        {
            if (!DropAnswers)
                request.Complete();
        }
    }
}
