using Orleans.Hosting;

namespace OrleansCommerce.Runtime;

/// <summary>Runs turns on the thread of the test, one at a time, in an order drawn from a seed.</summary>
internal sealed class StepExecutor(int seed) : TurnExecutor
{
    private readonly Lock _lock = new();
    private readonly List<(TurnQueue Queue, WorkItem? First)> _scheduled = [];
    private readonly Random _random = new(seed);

    /// <summary>The names of the queues that ran, in order.</summary>
    public List<string> Trace { get; } = [];

    public List<Exception> Faults { get; } = [];

    public override void Schedule(TurnQueue queue, WorkItem? first)
    {
        lock (_lock)
            _scheduled.Add((queue, first));
    }

    public override bool MayInline(TurnQueue queue) => _random.Next(2) == 0;

    public override void OnFault(TurnQueue queue, Exception exception) => Faults.Add(exception);

    public void RunUntilIdle()
    {
        for (var steps = 0; Draw() is var (queue, first); steps++)
        {
            Assert.True(steps < 1_000_000, "The grains never come to rest.");
            Trace.Add(queue.Name);
            if (queue.RunTurns(1, first))
                Schedule(queue, null);
        }

        Assert.Empty(Faults);
    }

    private (TurnQueue Queue, WorkItem? First)? Draw()
    {
        lock (_lock)
        {
            if (_scheduled.Count == 0)
                return null;
            var index = _random.Next(_scheduled.Count);
            var drawn = _scheduled[index];
            _scheduled.RemoveAt(index);
            return drawn;
        }
    }
}
