namespace Orleans.Hosting;

/// <summary>Something that a <see cref="TurnQueue"/> runs as one turn. It is linked into one queue at a time.</summary>
public abstract class WorkItem
{
    private protected WorkItem()
    {
    }

    internal WorkItem? Next { get; set; }

    internal abstract void Execute(TurnQueue queue);
}
