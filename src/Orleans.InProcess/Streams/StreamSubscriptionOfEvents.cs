using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>
/// One subscription and the events that wait for it: a bounded queue that loses the oldest. At most one event is on its way
/// or inside the observer.
/// </summary>
internal sealed class StreamSubscription<T>(
    InProcessStreamProvider provider, StreamId streamId, int number, IAsyncObserver<T> observer)
    : StreamSubscription(provider, streamId, number)
{
    private readonly Queue<(T Item, SequenceToken Token)> _waiting = new();
    private IAsyncObserver<T> _observer = observer;

    /// <summary>The activation that the observer belongs to: after a deactivation the next one has to resume.</summary>
    private Activation? _activation = Activation.Current;
    private bool _delivering;
    private bool _closed;

    public void Offer(T item, SequenceToken token)
    {
        lock (_waiting)
        {
            if (_closed)
                return;
            if (_waiting.Count == Provider.QueueLimit)
            {
                _waiting.Dequeue();
                Provider.Runtime.Statistics.StreamEventDropped();
            }

            _waiting.Enqueue((item, token));
            if (_delivering)
                return;
            _delivering = true;
        }

        Send();
    }

    /// <exception cref="InvalidOperationException">The subscription has ended.</exception>
    public void Resume(IAsyncObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        lock (_waiting)
        {
            if (_closed)
                throw new InvalidOperationException($"The subscription to {StreamId} has ended.");
            _observer = observer;
            _activation = Activation.Current;
        }
    }

    public void Close()
    {
        lock (_waiting)
        {
            _closed = true;
            _waiting.Clear();
        }

        Provider.Unsubscribe(this);
    }

    public override async Task DeliverAsync(Activation? activation)
    {
        if (!TryTake(activation, out var item, out var token, out var observer))
            return;
        try
        {
            await observer.OnNextAsync(item, token);
        }
        catch (Exception exception)
        {
            Provider.Runtime.Log.SubscriberFailed(StreamId.ToString(), exception);
            await TellAsync(observer, exception);
        }
    }

    public override void Skip()
    {
        lock (_waiting)
            _waiting.TryDequeue(out _);
    }

    public override void DeliverNext()
    {
        lock (_waiting)
        {
            _delivering = _waiting.Count > 0;
            if (!_delivering)
                return;
        }

        Send();
    }

    private bool TryTake(Activation? activation, out T item, out SequenceToken? token, out IAsyncObserver<T> observer)
    {
        lock (_waiting)
        {
            observer = _observer;
            var taken = _waiting.TryDequeue(out var waiting);
            (item, token) = waiting;
            return taken && ReferenceEquals(_activation, activation);
        }
    }

    private async Task TellAsync(IAsyncObserver<T> observer, Exception failure)
    {
        try
        {
            await observer.OnErrorAsync(failure);
        }
        catch (Exception exception)
        {
            Provider.Runtime.Log.SubscriberFailed(StreamId.ToString(), exception);
        }
    }
}
