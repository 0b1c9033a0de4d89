using System.ComponentModel;
using Orleans.Runtime;

namespace Orleans.Invocation;

/// <summary>A call of a method that returns a task with a result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TaskRequest<TResult> : Request<TResult>
{
    protected abstract Task<TResult> InvokeInner(object grain);

    internal sealed override void Invoke(Activation activation, object grain)
    {
        Task<TResult> task;
        try
        {
            task = InvokeInner(grain) ?? throw NoTask();
        }
        catch (Exception exception)
        {
            AnswerWith(activation, exception);
            return;
        }

        Await(activation, task);
    }

    private void Await(Activation activation, Task<TResult> task)
    {
        if (task.IsCompleted)
        {
            Take(activation, task);
            return;
        }

        task.ContinueWith(
            static (ended, state) => ((TaskRequest<TResult>)state!).Take(Activation.Current!, ended),
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
