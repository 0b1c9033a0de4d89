namespace Orleans.Runtime;

/// <summary>A timer of one activation. It ends with the activation or when it is disposed.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets the next tick and the pause between ticks; <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
