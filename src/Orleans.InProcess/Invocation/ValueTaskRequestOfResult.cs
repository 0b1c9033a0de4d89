using System.ComponentModel;
using Orleans.Runtime;

namespace Orleans.Invocation;

/// <summary>A call of a method that returns a value task with a result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ValueTaskRequest<TResult> : Request<TResult>
{
    protected abstract ValueTask<TResult> InvokeInner(object grain);

    internal sealed override void Invoke(Activation activation, object grain)
    {
        ValueTask<TResult> task;
        try
        {
            task = InvokeInner(grain);
        }
        catch (Exception exception)
        {
            AnswerWith(activation, exception);
            return;
        }

        if (task.IsCompletedSuccessfully)
            AnswerWith(activation, task.Result);
        else
            Await(activation, task.AsTask());
    }

    private void Await(Activation activation, Task<TResult> task)
    {
        if (task.IsCompleted)
        {
            Take(activation, task);
            return;
        }

        task.ContinueWith(
            static (ended, state) => ((ValueTaskRequest<TResult>)state!).Take(Activation.Current!, ended),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            activation);
    }

    private void Take(Activation activation, Task<TResult> task)
    {
        if (task.IsCompletedSuccessfully)
            AnswerWith(activation, task.Result);
        else
            AnswerWith(activation, FailureOf(task));
    }
}
