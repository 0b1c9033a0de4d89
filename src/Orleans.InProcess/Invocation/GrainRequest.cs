using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>One call of a grain method. It ends once: by its answer, its timeout or its caller's cancellation, whichever is first.</summary>
public abstract class GrainRequest : GrainMessage
{
    private GrainReference? _target;
    private CancellationLink? _cancellation;
    private int _ended;

    private protected GrainRequest()
    {
    }

    public sealed override string Description => $"{Target.InterfaceName}.{MethodName}({Destination})";

    /// <summary>What the grain answered, once it has; null before, and where it failed. For a simulator that checks answers on their way.</summary>
    public abstract object? Result { get; }

    /// <summary>How the call failed; null before, and where it did not.</summary>
    public Exception? Failure { get; private protected set; }

    /// <summary>One argument of the call, counted from 0; null where there is none. By reflection: for simulators and traces.</summary>
    public object? Argument(int index) => GetType().GetField(RequestEmitter.FieldName(index))?.GetValue(this);

    /// <summary>The name of the grain method.</summary>
    protected abstract string MethodName { get; }

    internal sealed override GrainReference Target => _target!;

    internal sealed override bool IsAbandoned => Volatile.Read(ref _ended) != 0;

    /// <summary>Gives the answer to the caller. Without effect if the caller has stopped waiting.</summary>
    public void Complete()
    {
        if (!TryEnd())
            return;
        if (Failure is { } failure)
            Fail(failure);
        else
            Succeed();
    }

    /// <summary>A second message with the same content, whose answer goes nowhere.</summary>
    public GrainRequest Duplicate()
    {
        var copy = (GrainRequest)MemberwiseClone();
        copy.Detach();
        return copy;
    }

    /// <summary>The token among the arguments, if the method has one.</summary>
    protected virtual CancellationToken Token => default;

    internal void Send(GrainReference target)
    {
        _target = target;
        var runtime = target.Class.Runtime;
        if ((Options & MessageOptions.OneWay) == 0)
        {
            runtime.CallDeadlines.Add(this);
            if (Token.CanBeCanceled)
                _cancellation = CancellationLink.Create(this, Token);
        }

        if (!IsAbandoned)
            runtime.Transport.Send(this);
    }

    internal sealed override void Reject(Exception exception)
    {
        Failure = exception;
        Target.Class.Runtime.Transport.Reply(this);
    }

    internal sealed override void Expire() => Abandon(
        new TimeoutException($"Response did not arrive on time in {Target.Class.Runtime.Options.ResponseTimeout} for {Description}."));

    /// <summary>Ends the caller's wait; the callee, if it has started, goes on.</summary>
    internal void Abandon(Exception exception)
    {
        if (!TryEnd())
            return;
        if (exception is TimeoutException)
            Target.Class.Runtime.Statistics.CallTimedOut();
        Fail(exception);
    }

    private protected abstract void Succeed();

    private protected abstract void Fail(Exception exception);

    private protected virtual void Detach()
    {
        _cancellation = null;
        _ended = 0;
        Earlier = Later = null;
        Stripe = Unlinked;
        Next = null;
        Options |= MessageOptions.OneWay;
    }

    /// <summary>Stores the outcome and answers; then the activation may start the next request.</summary>
    private protected void Answer(Activation activation)
    {
        Target.Class.Runtime.Transport.Reply(this);
        activation.Finish(this);
    }

    private bool TryEnd()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return false;
        if (Stripe != Unlinked)
            Target.Class.Runtime.CallDeadlines.Remove(this);
        _cancellation?.Unlink();
        return true;
    }
}
