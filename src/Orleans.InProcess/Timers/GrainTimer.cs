using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>
/// A timer whose ticks are messages to its own activation, and so take their turn with the requests. There is at most one
/// tick on its way: the next one is set when a tick has ended.
/// </summary>
internal abstract class GrainTimer : GrainMessage, IGrainTimer
{
    private readonly Activation _activation;
    private readonly ITimer _timer;
    private readonly bool _keepsAlive;
    private CancellationTokenSource? _cancellation;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private int _firing;
    private bool _changed;
    private volatile bool _disposed;

    private protected GrainTimer(Activation activation, GrainTimerCreationOptions options)
    {
        CheckTimes(options.DueTime, options.Period);
        _activation = activation;
        _keepsAlive = options.KeepAlive;
        _period = options.Period;
        Options = options.Interleave ? MessageOptions.AlwaysInterleave : MessageOptions.None;
        var suppressed = ExecutionContext.IsFlowSuppressed();
        var flow = suppressed ? default : ExecutionContext.SuppressFlow();
        try
        {
            _timer = activation.Runtime.Options.TimeProvider.CreateTimer(
                static state => ((GrainTimer)state!).Fire(), this, options.DueTime, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (!suppressed)
                flow.Undo();
        }

        activation.AddTimer(this);
    }

    public override string Description => $"timer({Destination})";

    internal override GrainReference Target => _activation.GrainReference;

    internal override bool IsAbandoned => _disposed;

    internal override bool IsLocal => true;

    internal override bool KeepsAlive => _keepsAlive;

    /// <exception cref="InvalidOperationException">The caller is not in a turn of the grain.</exception>
    public static IGrainTimer Register<TState>(
        IGrainContext context, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        if (context is not Activation activation || !ReferenceEquals(Activation.Current, activation))
            throw new InvalidOperationException("A grain timer is registered inside a turn of its own grain.");
        return new GrainTimer<TState>(activation, callback, state, options);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        CheckTimes(dueTime, period);
        _changed = true;
        _dueTime = dueTime;
        _period = period;

        // A change made during a tick takes effect when the tick has ended.
        if (Volatile.Read(ref _firing) == 0 && !_disposed)
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _timer.Dispose();
        _activation.RemoveTimer(this);
        try
        {
            _cancellation?.Cancel();
        }
        catch (AggregateException exception)
        {
            _activation.Runtime.Log.TimerFailed(_activation.Name, exception);
        }
    }

    internal override void Invoke(Activation activation, object grain)
    {
        _changed = false;
        Task task;
        try
        {
            _cancellation ??= new CancellationTokenSource();
            task = Tick(_cancellation.Token) ?? Task.CompletedTask;
        }
        catch (Exception exception)
        {
            task = Task.FromException(exception);
        }

        if (task.IsCompleted)
        {
            EndTick(task);
            return;
        }

        task.ContinueWith(
            static (ended, state) => ((GrainTimer)state!).EndTick(ended),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            activation);
    }

    internal override void Reject(Exception exception)
    {
    }

    internal override void Expire()
    {
    }

    private protected abstract Task Tick(CancellationToken token);

    private static void CheckTimes(TimeSpan dueTime, TimeSpan period)
    {
        CheckTime(dueTime, nameof(dueTime));
        CheckTime(period, nameof(period));
    }

    private static void CheckTime(TimeSpan time, string name)
    {
        const long longestMs = 0xfffffffe;
        var ms = (long)time.TotalMilliseconds;
        ArgumentOutOfRangeException.ThrowIfLessThan(ms, -1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ms, longestMs, name);
    }

    private void Fire()
    {
        if (_disposed || Interlocked.Exchange(ref _firing, 1) != 0)
            return;
        _activation.AddLoad();
        _activation.Post(this);
    }

    private void EndTick(Task task)
    {
        if (task.Exception?.InnerException is { } failure)
            _activation.Runtime.Log.TimerFailed(_activation.Name, failure);
        Volatile.Write(ref _firing, 0);
        if (!_disposed)
            _timer.Change(_changed ? _dueTime : _period, Timeout.InfiniteTimeSpan);
        _activation.Finish(this);
    }
}

/// <inheritdoc/>
internal sealed class GrainTimer<TState>(
    Activation activation, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    : GrainTimer(activation, options)
{
    private protected override Task Tick(CancellationToken token) => callback(state, token);
}
