using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>One subscription to one stream.</summary>
public abstract class StreamSubscriptionHandle<T> : IEquatable<StreamSubscriptionHandle<T>?>
{
    public abstract StreamId StreamId { get; }

    public abstract string ProviderName { get; }

    public abstract Guid HandleId { get; }

    /// <summary>Ends the subscription; events that wait are dropped, one that runs is left to end.</summary>
    public abstract Task UnsubscribeAsync();

    /// <summary>Sets the observer anew, as a grain does after it was activated again.</summary>
    public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null);

    public abstract bool Equals(StreamSubscriptionHandle<T>? other);
}
