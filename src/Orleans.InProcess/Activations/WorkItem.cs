namespace Orleans.Hosting;

/// <summary>Something that a <see cref="TurnQueue"/> runs as one turn. It is linked into one queue at a time.</summary>
public abstract class WorkItem : IThreadPoolWorkItem
{
    private protected WorkItem()
    {
    }

    internal WorkItem? Next { get; set; }

    /// <summary>Whose turns it begins, from when it is handed to the thread pool until it runs there.</summary>
    internal TurnQueue? Queue { get; set; }

    void IThreadPoolWorkItem.Execute()
    {
        var queue = Queue!;
        Queue = null;
        queue.RunSlice(this);
    }

    internal abstract void Execute(TurnQueue queue);
}
