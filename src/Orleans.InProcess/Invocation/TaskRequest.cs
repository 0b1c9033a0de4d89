using System.ComponentModel;
using Orleans.Runtime;

namespace Orleans.Invocation;

/// <summary>A call of a method that returns a task without a result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TaskRequest : Request<NoResult>
{
    protected abstract Task InvokeInner(object grain);

    internal sealed override void Invoke(Activation activation, object grain)
    {
        Task task;
        try
        {
            task = InvokeInner(grain) ?? throw NoTask();
        }
        catch (Exception exception)
        {
            AnswerWith(activation, exception);
            return;
        }

        if (task.IsCompleted)
        {
            Take(activation, task);
            return;
        }

        task.ContinueWith(
            static (ended, state) => ((TaskRequest)state!).Take(Activation.Current!, ended),
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
