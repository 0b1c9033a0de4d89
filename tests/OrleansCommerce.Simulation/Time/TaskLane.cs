namespace OrleansCommerce.Simulation.Time;

/// <summary>A scheduler of tasks, first in, first out; which of several goes next is the world's choice.</summary>
public sealed class TaskLane(World world, Host host, string name) : TaskScheduler, IRunnable
{
    private readonly Queue<Task> _tasks = new();
    private bool _isReady;

    public Host Host { get; } = host;

    public string Name { get; } = name;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Starts asynchronous work here. Its failure is a failure of the step.</summary>
    public void Start(Func<Task> work)
    {
        using (ExecutionContext.SuppressFlow())
            Task.Factory.StartNew(() => { _ = Guard(work); }, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);
    }

    /// <summary>Runs an event now, inside this scheduler, so that what it awakens goes to its own scheduler and not on from here.</summary>
    internal void RunEvent(Action happening)
    {
        var task = new EventTask(happening);
        task.RunSynchronously(this);
        if (task.Exception is { } failures)
            world.Fail(Name, failures.InnerExceptions[0]);
    }

    bool IRunnable.RunOne()
    {
        TryExecuteTask(_tasks.Dequeue());
        _isReady = _tasks.Count > 0;
        return _isReady;
    }

    protected override void QueueTask(Task task)
    {
        world.CheckThread(Name);
        if (Host.IsDead)
            return;
        _tasks.Enqueue(task);
        if (_isReady)
            return;
        _isReady = true;
        world.Ready(this);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
    {
        if (task is EventTask)
            return TryExecuteTask(task);
        return !taskWasPreviouslyQueued && ReferenceEquals(Current, this) && world.MayInline() && TryExecuteTask(task);
    }

    protected override IEnumerable<Task> GetScheduledTasks() => _tasks.ToArray();

    private async Task Guard(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e)
        {
            world.Fail(Name, e);
        }
    }

    private sealed class EventTask(Action happening) : Task(happening, TaskCreationOptions.DenyChildAttach);
}
