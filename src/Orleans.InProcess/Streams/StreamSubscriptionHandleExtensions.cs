namespace Orleans.Streams;

/// <summary>Resumption with delegates in place of an observer.</summary>
public static class StreamSubscriptionHandleExtensions
{
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateObserver<T>(onNextAsync, null, null), token);

    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, null), token);

    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        Func<Task> onCompletedAsync,
        StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync), token);
}
