namespace Orleans.Streams;

/// <summary>What receives the events of a stream.</summary>
public interface IAsyncObserver<in T>
{
    /// <summary>Receives one event; the next one of the same subscription comes when the returned task has ended.</summary>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    Task OnCompletedAsync() => Task.CompletedTask;

    Task OnErrorAsync(Exception ex);
}

/// <summary>What accepts several events at once.</summary>
public interface IAsyncBatchProducer<T> : IAsyncObserver<T>
{
    Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null);
}

/// <summary>What can be subscribed to.</summary>
public interface IAsyncObservable<T>
{
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer);

    /// <exception cref="ArgumentException">A token was given: streams in process cannot be rewound.</exception>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null);
}
