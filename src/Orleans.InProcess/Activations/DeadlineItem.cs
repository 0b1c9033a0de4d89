namespace Orleans.Hosting;

/// <summary>Something that expires unless it ends before. Linked into one <see cref="Orleans.Runtime.Deadlines"/> at a time.</summary>
public abstract class DeadlineItem : WorkItem
{
    /// <summary>No stripe: not linked.</summary>
    internal const int Unlinked = -1;

    private protected DeadlineItem()
    {
    }

    internal DeadlineItem? Earlier { get; set; }

    internal DeadlineItem? Later { get; set; }

    internal long DueMs { get; set; }

    internal int Stripe { get; set; } = Unlinked;

    /// <summary>Called once, outside any lock, if the item did not end in time.</summary>
    internal abstract void Expire();
}
