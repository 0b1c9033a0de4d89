using System.Collections.Concurrent;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>
/// Streams in memory. A stream that nobody watches costs its publisher one look-up; a publisher never waits for a subscriber.
/// </summary>
internal sealed class InProcessStreamProvider(string name, InProcessRuntime runtime, int queueLimit) : IStreamProvider
{
    private readonly ConcurrentDictionary<StreamId, StreamTopic> _topics = new();
    private long _sequence;
    private int _subscriptions;

    public string Name { get; } = name;

    public bool IsRewindable => false;

    /// <summary>How many events may wait for one subscriber.</summary>
    public int QueueLimit { get; } = queueLimit;

    public InProcessRuntime Runtime { get; } = runtime;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new InProcessStream<T>(this, streamId);

    public void Publish<T>(StreamId streamId, T item)
    {
        if (_topics.TryGetValue(streamId, out var topic))
            topic.Publish(item, ref _sequence);
    }

    public StreamSubscription<T> Subscribe<T>(StreamId streamId, IAsyncObserver<T> observer)
    {
        lock (_topics)
        {
            var subscription = new StreamSubscription<T>(this, streamId, ++_subscriptions, observer);
            _topics.GetOrAdd(streamId, static _ => new StreamTopic()).Add(subscription);
            return subscription;
        }
    }

    public void Unsubscribe(StreamSubscription subscription)
    {
        lock (_topics)
        {
            if (_topics.TryGetValue(subscription.StreamId, out var topic) && topic.Remove(subscription))
                _topics.TryRemove(subscription.StreamId, out _);
        }
    }

    /// <summary>The subscriptions of this grain to a stream; for null those made outside grains.</summary>
    public IEnumerable<StreamSubscription<T>> SubscriptionsOf<T>(StreamId streamId, GrainReference? owner) =>
        _topics.TryGetValue(streamId, out var topic)
            ? topic.Subscriptions.OfType<StreamSubscription<T>>().Where(subscription => subscription.Owner == owner)
            : [];
}
