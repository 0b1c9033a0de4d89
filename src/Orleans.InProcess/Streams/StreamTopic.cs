namespace Orleans.Streams;

/// <summary>The subscriptions of one stream.</summary>
internal sealed class StreamTopic
{
    private StreamSubscription[] _subscriptions = [];

    public StreamSubscription[] Subscriptions => Volatile.Read(ref _subscriptions);

    public void Add(StreamSubscription subscription)
    {
        lock (this)
            Volatile.Write(ref _subscriptions, [.. _subscriptions, subscription]);
    }

    /// <summary>Answers whether none is left.</summary>
    public bool Remove(StreamSubscription subscription)
    {
        lock (this)
        {
            Volatile.Write(ref _subscriptions, [.. _subscriptions.Where(other => !ReferenceEquals(other, subscription))]);
            return _subscriptions.Length == 0;
        }
    }

    /// <summary>Queues the event for each subscriber. Under the lock, so that all get the events in the order of their tokens.</summary>
    /// <exception cref="InvalidCastException">A subscriber of the stream expects events of another type.</exception>
    public void Publish<T>(T item, ref long sequence)
    {
        lock (this)
        {
            var token = new SequenceToken(Interlocked.Increment(ref sequence));
            foreach (var subscription in _subscriptions)
                ((StreamSubscription<T>)subscription).Offer(item, token);
        }
    }
}
