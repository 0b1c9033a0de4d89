using Orleans.Hosting;

namespace Orleans.Runtime;

/// <content>Beginning and end.</content>
internal sealed partial class Activation
{
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (ReferenceEquals(Current, this))
            BeginEnd(deactivationReason, cancellationToken);
        else
            Post(new EndCommand(deactivationReason, cancellationToken));
    }

    /// <summary>Ends the activation if it has been idle for longer than its class allows. Called from outside its turns.</summary>
    public void EndIfIdle() => Post(new CollectCommand());

    public void DelayDeactivation(TimeSpan span)
    {
        var time = Runtime.Options.TimeProvider;
        Extras.KeepUntil = span switch
        {
            _ when span == Timeout.InfiniteTimeSpan || span == TimeSpan.MaxValue => long.MaxValue,
            _ when span <= TimeSpan.Zero => 0,
            _ => time.GetTimestamp() + (long)Math.Min(span.TotalSeconds * time.TimestampFrequency, long.MaxValue / 4),
        };
    }

    public void AddTimer(GrainTimer timer)
    {
        var extras = Extras;
        lock (extras)
            (extras.Timers ??= []).Add(timer);
    }

    /// <summary>A timer may be disposed by anybody, anywhere.</summary>
    public void RemoveTimer(GrainTimer timer)
    {
        var extras = Extras;
        lock (extras)
            extras.Timers?.Remove(timer);
    }

    /// <summary>Exact in a turn; from outside, a guess that <see cref="EndIfIdle"/> checks again.</summary>
    public bool IsIdle(long now)
    {
        var limit = _class.AgeLimit;
        if (_state != ActivationState.Valid || _running != 0 || limit == Timeout.InfiniteTimeSpan || _extras?.KeepUntil > now)
            return false;
        return Runtime.Options.TimeProvider.GetElapsedTime(Volatile.Read(ref _idleSince), now) >= limit;
    }

    private async Task ActivateAsync()
    {
        _state = ActivationState.Activating;
        _touched = true;
        try
        {
            _grain = _class.CreateInstance(this);
            if (_grain is IGrainBase grain)
            {
                using var limit = new LifecycleLimit(this, Runtime.ActivationDeadlines, nameof(IGrainBase.OnActivateAsync));
                await limit.Guard(grain.OnActivateAsync(limit.Token));
            }

            _state = ActivationState.Valid;
        }
        catch (Exception exception)
        {
            Runtime.Log.ActivationFailed(Name, exception);
            await FailAsync(exception);
            return;
        }

        // A wish to end that came while it was activated, or a stop of the host that did not see it yet.
        if (Runtime.IsStopping)
            Extras.Reason ??= new(DeactivationReasonCode.ShuttingDown, "The host is stopping.");
        if (_extras?.Reason is not null)
            _state = ActivationState.Deactivating;
        Pump();
    }

    /// <summary>Gives the failure to all that wait; whoever comes later tries a new activation.</summary>
    private async Task FailAsync(Exception exception)
    {
        Runtime.Statistics.ActivationFailed();
        await ReleaseAsync();
        while (!_waiting.IsEmpty)
        {
            var message = _waiting.TakeAfter(null);
            Leave(message);
            message.Reject(exception);
        }
    }

    private void BeginEnd(DeactivationReason reason, CancellationToken token)
    {
        if (_state >= ActivationState.Deactivating)
            return;
        Extras.Reason ??= reason;
        Extras.EndToken = token;
        if (_state == ActivationState.New)
        {
            _ = ReleaseAsync();
        }
        else if (_state == ActivationState.Valid)
        {
            _state = ActivationState.Deactivating;

            // A turn of its own: this may be deep inside the grain's code.
            if (_running == 0)
                Post(new EndCommand(reason, token));
        }
    }

    private async Task EndAsync()
    {
        _state = ActivationState.Ending;
        StopTimers();
        if (_grain is IGrainBase grain)
        {
            try
            {
                using var limit = new LifecycleLimit(this, Runtime.DeactivationDeadlines, nameof(IGrainBase.OnDeactivateAsync), Extras.EndToken);
                await limit.Guard(grain.OnDeactivateAsync(Extras.Reason!.Value, limit.Token));
            }
            catch (Exception exception)
            {
                Runtime.Log.DeactivationFailed(Name, exception);
            }
        }

        await ReleaseAsync();
        while (!_waiting.IsEmpty)
        {
            var message = _waiting.TakeAfter(null);
            Leave(message);
            if (!message.IsLocal)
                message.Forward(_served);
        }
    }

    /// <summary>Leaves the directory and lets go of the grain object.</summary>
    private async ValueTask ReleaseAsync()
    {
        var grain = _grain;
        StopTimers();
        try
        {
            if (grain is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else
                (grain as IDisposable)?.Dispose();
            if (_extras is { } extras)
                await extras.DisposeScopeAsync();
        }
        catch (Exception exception)
        {
            Runtime.Log.DeactivationFailed(Name, exception);
        }

        _state = ActivationState.Ended;
        _grain = null;
        _class.Directory.Remove(this);
        Runtime.Ended();
        _extras?.SetDeactivated();
    }

    private void StopTimers()
    {
        if (_extras is not { } extras)
            return;
        GrainTimer[] timers;
        lock (extras)
            timers = [.. extras.Timers ?? []];
        foreach (var timer in timers)
            timer.Dispose();
    }

    private sealed class EndCommand(DeactivationReason reason, CancellationToken token) : WorkItem
    {
        internal override void Execute(TurnQueue queue)
        {
            var activation = (Activation)queue;
            activation.BeginEnd(reason, token);
            activation.Pump();
        }
    }

    private sealed class CollectCommand : WorkItem
    {
        internal override void Execute(TurnQueue queue)
        {
            var activation = (Activation)queue;
            if (!activation.IsIdle(activation.Runtime.Options.TimeProvider.GetTimestamp()) || !activation._waiting.IsEmpty)
                return;
            activation.BeginEnd(new(DeactivationReasonCode.ActivationIdle, "The activation was idle for longer than its limit."), default);
        }
    }
}
