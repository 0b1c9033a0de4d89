namespace Orleans.Hosting;

/// <summary>
/// The one place where it is decided on which thread, and in which order among each other, queues run. Production hands
/// them to the thread pool; a simulator puts them into an order of its own.
/// </summary>
public abstract class TurnExecutor
{
    /// <summary>
    /// Called when a queue has got something to run. Once for each call, <see cref="TurnQueue.RunTurns"/> must be called,
    /// from one thread at a time and never from inside this method; while that answers true it must be called again, then
    /// without an item.
    /// </summary>
    /// <param name="first">To be given to the first of those calls: the queue itself does not have it. Null: what there is to run is in the queue.</param>
    public abstract void Schedule(TurnQueue queue, WorkItem? first);

    /// <summary>
    /// Whether a continuation of the queue's own code, made ready by the queue's own code, may run at once inside the
    /// current turn. Orleans does; a simulator answers both.
    /// </summary>
    public abstract bool MayInline(TurnQueue queue);

    /// <summary>A defect of the runtime itself or of a callback that must not throw. The queue goes on.</summary>
    public abstract void OnFault(TurnQueue queue, Exception exception);

}
