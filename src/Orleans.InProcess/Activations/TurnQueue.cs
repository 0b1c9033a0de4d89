namespace Orleans.Hosting;

/// <summary>
/// A first-in, first-out queue of turns that never overlap, and the <see cref="TaskScheduler"/> that code inside them sees
/// as current. Posting takes no lock, and an idle queue holds no memory beyond its fields.
/// </summary>
public abstract class TurnQueue : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>How many turns one queue takes before others get the thread.</summary>
    private const int TurnsPerSlice = 128;

    /// <summary>Stands in the inbox while the queue is scheduled or runs, with nothing new in it.</summary>
    private static readonly WorkItem Busy = new BusyMark();

    /// <summary>
    /// Null while idle, else the newest item posted and behind it the older ones. The item that wakes an idle queue is never in here: it
    /// goes with the call of the executor. There may be a million queues, each with an item now and then, and every reference from such an
    /// old object to a new one costs the collector a look at a place in memory that nobody else has looked at lately.
    /// </summary>
    private WorkItem? _inbox;

    /// <summary>What was taken from the inbox, oldest first. Only the running thread touches it.</summary>
    private WorkItem? _ready;
    private int _turnsLeft;

    private protected TurnQueue()
    {
    }

    /// <summary>A name for traces, the same in every run.</summary>
    public abstract string Name { get; }

    public sealed override int MaximumConcurrencyLevel => 1;

    internal abstract TurnExecutor Executor { get; }

    /// <summary>
    /// Runs at most so many turns. Answers whether there is more to run; if not, the queue is idle, and a later post calls
    /// <see cref="TurnExecutor.Schedule"/> again.
    /// </summary>
    /// <param name="first">What <see cref="TurnExecutor.Schedule"/> was called with; null in further calls.</param>
    public bool RunTurns(int limit, WorkItem? first)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var outer = SynchronizationContext.Current;
        if (outer is not null)
            SynchronizationContext.SetSynchronizationContext(null);

        // Inside a task of this scheduler, so that whatever awaits in a turn comes back to this queue.
        _turnsLeft = limit;
        new SliceTask(first).RunSynchronously(this);
        if (outer is not null)
            SynchronizationContext.SetSynchronizationContext(outer);
        if (_ready is not null)
            return true;
        OnQuiet();
        return !ReferenceEquals(Interlocked.CompareExchange(ref _inbox, null, Busy), Busy);
    }

    void IThreadPoolWorkItem.Execute() => RunSlice(null);

    /// <summary>What a thread of the pool does for it at a time.</summary>
    internal void RunSlice(WorkItem? first)
    {
        if (RunTurns(TurnsPerSlice, first))
            Executor.Schedule(this, null);
    }

    /// <summary>Puts an item at the end of the queue, from any thread.</summary>
    internal void Post(WorkItem item)
    {
        var seen = Volatile.Read(ref _inbox);
        while (true)
        {
            item.Next = seen;
            var found = Interlocked.CompareExchange(ref _inbox, seen is null ? Busy : item, seen);
            if (ReferenceEquals(found, seen))
                break;
            seen = found;
        }

        if (seen is null)
            Executor.Schedule(this, item);
    }

    /// <summary>The end of a slice that has run everything; still inside the exclusive right to run.</summary>
    private protected virtual void OnQuiet()
    {
    }

    protected sealed override void QueueTask(Task task) => Post(new TaskItem(task));

    protected sealed override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
    {
        if (task is SliceTask)
            return TryExecuteTask(task);
        return !taskWasPreviouslyQueued && ReferenceEquals(Current, this) && Executor.MayInline(this) && TryExecuteTask(task);
    }

    protected sealed override IEnumerable<Task> GetScheduledTasks() => [];

    private void Run(WorkItem? first)
    {
        for (; _turnsLeft > 0; _turnsLeft--)
        {
            var item = first ?? _ready ?? TakeInbox();
            if (item is null)
                return;
            if (first is null)
                (_ready, item.Next) = (item.Next, null);
            first = null;
            try
            {
                item.Execute(this);
            }
            catch (Exception exception)
            {
                Executor.OnFault(this, exception);
            }
        }
    }

    private WorkItem? TakeInbox()
    {
        WorkItem? oldest = null;
        var item = Interlocked.Exchange(ref _inbox, Busy);
        while (item is not null && !ReferenceEquals(item, Busy))
        {
            var older = item.Next;
            item.Next = oldest;
            oldest = item;
            item = older;
        }

        return oldest;
    }

    private sealed class SliceTask(WorkItem? first)
        : Task(static item => ((TurnQueue)Current).Run((WorkItem?)item), first, TaskCreationOptions.DenyChildAttach);

    private sealed class TaskItem(Task task) : WorkItem
    {
        internal override void Execute(TurnQueue queue) => queue.TryExecuteTask(task);
    }

    private sealed class BusyMark : WorkItem
    {
        internal override void Execute(TurnQueue queue) => throw new InvalidOperationException("The mark is never run.");
    }
}
