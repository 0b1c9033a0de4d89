using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>One stream, as its publishers and subscribers see it.</summary>
internal sealed class InProcessStream<T>(InProcessStreamProvider provider, StreamId streamId) : IAsyncStream<T>
{
    public bool IsRewindable => false;

    public string ProviderName => provider.Name;

    public StreamId StreamId { get; } = streamId;

    /// <summary>Done at once: the event waits in the queues of the subscribers. The token is ignored, as on real streams in memory.</summary>
    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        provider.Publish(StreamId, item);
        return Task.CompletedTask;
    }

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (var item in batch)
            provider.Publish(StreamId, item);
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => throw new NotSupportedException("A stream has no end.");

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException("A stream carries events only.");

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => SubscribeAsync(observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(
        IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (token is not null)
            throw new ArgumentException("Streams in process cannot be rewound.", nameof(token));
        return Task.FromResult<StreamSubscriptionHandle<T>>(
            new InProcessSubscriptionHandle<T>(provider.Subscribe(StreamId, observer)));
    }

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        IList<StreamSubscriptionHandle<T>> handles =
        [
            .. provider.SubscriptionsOf<T>(StreamId, Activation.Current?.GrainReference)
                .Select(subscription => new InProcessSubscriptionHandle<T>(subscription)),
        ];
        return Task.FromResult(handles);
    }

    public bool Equals(IAsyncStream<T>? other) =>
        other is not null && StreamId == other.StreamId && string.Equals(ProviderName, other.ProviderName, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => StreamId.GetHashCode();

    public int CompareTo(IAsyncStream<T>? other)
    {
        if (other is null)
            return 1;
        var byProvider = string.CompareOrdinal(ProviderName, other.ProviderName);
        return byProvider != 0 ? byProvider : StreamId.CompareTo(other.StreamId);
    }
}
