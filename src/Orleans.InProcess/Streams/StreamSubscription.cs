using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>One subscription, whatever its events are.</summary>
internal abstract class StreamSubscription(InProcessStreamProvider provider, StreamId streamId, int number)
{
    private readonly SubscriberTurns? _turns =
        Activation.Current is null ? new SubscriberTurns(provider.Runtime, $"subscriber/{streamId}/{number}") : null;

    public InProcessStreamProvider Provider { get; } = provider;

    public StreamId StreamId { get; } = streamId;

    /// <summary>Numbered, not random: the same in every run.</summary>
    public Guid HandleId { get; } = new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    /// <summary>The grain that subscribed; null outside grains.</summary>
    public GrainReference? Owner { get; } = Activation.Current?.GrainReference;

    /// <summary>Delivers the next event in a turn of the subscriber, and calls <see cref="DeliverNext"/> when it has ended.</summary>
    public abstract Task DeliverAsync(Activation? activation);

    /// <summary>Loses the next event.</summary>
    public abstract void Skip();

    /// <summary>Sends for the next event, if there is one.</summary>
    public abstract void DeliverNext();

    private protected void Send()
    {
        if (Owner is { } owner)
            owner.Class.Runtime.Transport.Send(new StreamDelivery(this, owner));
        else
            _turns!.Post(new SubscriberTurns.Delivery(this));
    }
}
