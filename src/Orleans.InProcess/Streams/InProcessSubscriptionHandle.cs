using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A view on a subscription; handles of the same one are equal.</summary>
internal sealed class InProcessSubscriptionHandle<T>(StreamSubscription<T> subscription) : StreamSubscriptionHandle<T>
{
    public override StreamId StreamId => subscription.StreamId;

    public override string ProviderName => subscription.Provider.Name;

    public override Guid HandleId => subscription.HandleId;

    public override Task UnsubscribeAsync()
    {
        subscription.Close();
        return Task.CompletedTask;
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        if (token is not null)
            throw new ArgumentException("Streams in process cannot be rewound.", nameof(token));
        subscription.Resume(observer);
        return Task.FromResult<StreamSubscriptionHandle<T>>(this);
    }

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other is not null && other.HandleId == HandleId
        && other.StreamId == StreamId && string.Equals(other.ProviderName, ProviderName, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);

    public override int GetHashCode() => HandleId.GetHashCode();
}
