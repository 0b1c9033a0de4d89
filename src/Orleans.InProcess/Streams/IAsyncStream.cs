using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A stream, whatever its events are.</summary>
public interface IAsyncStream
{
    bool IsRewindable { get; }

    string ProviderName { get; }

    StreamId StreamId { get; }
}

/// <summary>A stream of events of one type.</summary>
public interface IAsyncStream<T>
    : IAsyncStream, IEquatable<IAsyncStream<T>>, IComparable<IAsyncStream<T>>, IAsyncObservable<T>, IAsyncBatchProducer<T>
{
    /// <summary>The subscriptions of the grain that asks; outside grains, those made outside grains.</summary>
    Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles();
}
