using System.ComponentModel;
using System.Runtime.CompilerServices;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Invocation;

/// <summary>The result of a method that has none.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct NoResult;

/// <summary>A call with its caller's task. The task is a plain one: what awaits it on a scheduler comes back to that scheduler.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Request<TResult> : GrainRequest
{
    private AsyncTaskMethodBuilder<TResult> _caller;
    private TResult? _result;

    private protected Request()
    {
    }

    public sealed override object? Result => _result;

    internal Task<TResult> Task => _caller.Task;

    private protected sealed override void Succeed() => _caller.SetResult(_result!);

    private protected sealed override void Fail(Exception exception) => _caller.SetException(exception);

    private protected sealed override void Detach()
    {
        base.Detach();
        _caller = default;
    }

    private protected void AnswerWith(Activation activation, TResult result)
    {
        _result = result;
        Answer(activation);
    }

    private protected void AnswerWith(Activation activation, Exception exception)
    {
        Failure = exception;
        Answer(activation);
    }

    private protected static Exception FailureOf(Task task) =>
        task.Exception is { } failures ? failures.InnerExceptions[0] : new TaskCanceledException(task);

    private protected InvalidOperationException NoTask() => new($"{Description} returned no task.");
}
