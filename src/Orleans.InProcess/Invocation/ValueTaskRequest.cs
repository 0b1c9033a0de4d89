using System.ComponentModel;
using Orleans.Runtime;

namespace Orleans.Invocation;

/// <summary>A call of a method that returns a value task without a result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ValueTaskRequest : Request<NoResult>
{
    protected abstract ValueTask InvokeInner(object grain);

    internal sealed override void Invoke(Activation activation, object grain)
    {
        ValueTask task;
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
        {
            // Reading the result returns a pooled source to its owner.
            task.GetAwaiter().GetResult();
            AnswerWith(activation, default(NoResult));
        }
        else
        {
            Await(activation, task.AsTask());
        }
    }

    private void Await(Activation activation, Task task)
    {
        if (task.IsCompleted)
        {
            Take(activation, task);
            return;
        }

        task.ContinueWith(
            static (ended, state) => ((ValueTaskRequest)state!).Take(Activation.Current!, ended),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            activation);
    }

    private void Take(Activation activation, Task task)
    {
        if (task.IsCompletedSuccessfully)
            AnswerWith(activation, default(NoResult));
        else
            AnswerWith(activation, FailureOf(task));
    }
}
