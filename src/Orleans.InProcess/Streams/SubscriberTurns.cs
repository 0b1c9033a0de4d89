using Orleans.Hosting;

namespace Orleans.Streams;

/// <summary>The turns of one subscriber outside grains: it gets one event at a time.</summary>
internal sealed class SubscriberTurns(InProcessRuntime runtime, string name) : TurnQueue
{
    public override string Name { get; } = name;

    internal override TurnExecutor Executor => runtime.Options.Executor;

    /// <summary>The wish to deliver one event.</summary>
    internal sealed class Delivery(StreamSubscription subscription) : WorkItem
    {
        internal override void Execute(TurnQueue queue) => _ = DeliverAsync();

        private async Task DeliverAsync()
        {
            await subscription.DeliverAsync(null);
            subscription.DeliverNext();
        }
    }
}
