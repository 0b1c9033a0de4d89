using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>The wish to deliver one event to a grain; it takes its turn with the grain's requests.</summary>
internal sealed class StreamDelivery(StreamSubscription subscription, GrainReference target) : GrainMessage
{
    public override string Description => $"stream({subscription.StreamId} to {Destination})";

    internal override GrainReference Target => target;

    internal override bool IsAbandoned => false;

    public override void Drop()
    {
        subscription.Skip();
        subscription.DeliverNext();
    }

    internal override void Invoke(Activation activation, object grain) => _ = InvokeAsync(activation);

    internal override void Reject(Exception exception) => Drop();

    internal override void Expire()
    {
    }

    private async Task InvokeAsync(Activation activation)
    {
        await subscription.DeliverAsync(activation);
        activation.Finish(this);
        subscription.DeliverNext();
    }
}
