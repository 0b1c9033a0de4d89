namespace OrleansCommerce.JournalTests;

/// <summary>A scheduler that runs on the test's own thread, when the test says so: what happens is the same in every run.</summary>
public sealed class Pump(ManualTimeProvider time) : TaskScheduler
{
    private readonly Queue<Task> _tasks = new();

    /// <summary>Runs what is ready; time stands still.</summary>
    public void Run()
    {
        var context = SynchronizationContext.Current;
        // A context of the test runner would take the continuations away from the scheduler.
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (_tasks.TryDequeue(out var task))
                TryExecuteTask(task);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Runs until a task has ended, moving time from timer to timer where nothing else is left to do.</summary>
    public T Run<T>(Task<T> task)
    {
        Run((Task)task);
        return task.GetAwaiter().GetResult();
    }

    public void Run(Task task)
    {
        Run();
        for (var steps = 0; !task.IsCompleted; steps++)
        {
            Assert.True(steps < 10_000 && time.AdvanceToNextTimer(), "Nothing is left that could end the task.");
            Run();
        }
        task.GetAwaiter().GetResult();
    }

    /// <summary>Closes something on this scheduler, so that what it awaits comes back here.</summary>
    public void Close(IAsyncDisposable resource) => Run(Start(async () =>
    {
        await resource.DisposeAsync();
        return true;
    }));

    /// <summary>Starts something on this scheduler.</summary>
    public Task<T> Start<T>(Func<Task<T>> work)
    {
        var source = new TaskCompletionSource<T>();
        _ = Task.Factory.StartNew(
            async () =>
            {
                try
                {
                    source.SetResult(await work());
                }
                catch (Exception e)
                {
                    source.SetException(e);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            this);
        return source.Task;
    }

    protected override void QueueTask(Task task) => _tasks.Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _tasks;
}
