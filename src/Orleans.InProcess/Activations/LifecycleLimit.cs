using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>Bounds one step of an activation's life in time, and gives that step a token which is cancelled at the bound.</summary>
internal sealed class LifecycleLimit : DeadlineItem, IDisposable
{
    private readonly Activation _activation;
    private readonly Deadlines _deadlines;
    private readonly string _step;
    private readonly CancellationTokenSource _cancellation;
    private readonly TaskCompletionSource _ended = new();

    public LifecycleLimit(Activation activation, Deadlines deadlines, string step, CancellationToken outer = default)
    {
        _activation = activation;
        _deadlines = deadlines;
        _step = step;
        _cancellation = outer.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(outer) : new();
    }

    public CancellationToken Token => _cancellation.Token;

    /// <summary>Ends as the step does, or with a <see cref="TimeoutException"/>.</summary>
    public Task Guard(Task step)
    {
        if (step.IsCompleted)
            return step;
        _deadlines.Add(this);
        step.ContinueWith(
            static (ended, state) => ((LifecycleLimit)state!).Settle(ended),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            _activation);
        return _ended.Task;
    }

    /// <summary>Lets go of the outer token.</summary>
    public void Dispose() => _cancellation.Dispose();

    internal override void Expire() => _activation.Post(this);

    internal override void Execute(TurnQueue queue)
    {
        if (_ended.Task.IsCompleted)
            return;
        _cancellation.Cancel();
        _ended.TrySetException(new TimeoutException($"{_step} of {_activation.Name} did not end in time."));
    }

    private void Settle(Task step)
    {
        _deadlines.Remove(this);
        if (step.IsCompletedSuccessfully)
            _ended.TrySetResult();
        else
            _ended.TrySetException(step.Exception is { } failures ? failures.InnerExceptions : [new TaskCanceledException(step)]);
    }
}
