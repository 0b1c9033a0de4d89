namespace Orleans.Streams;

/// <summary>Subscriptions with delegates in place of an observer.</summary>
public static class AsyncObservableExtensions
{
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, null, null));

    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, null));

    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Task> onCompletedAsync) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, null, onCompletedAsync));

    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        Func<Task> onCompletedAsync) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync));
}
