using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>How a grain timer runs.</summary>
public readonly struct GrainTimerCreationOptions()
{
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>The time until the first tick; <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>The pause from the end of one tick to the start of the next; <see cref="Timeout.InfiniteTimeSpan"/> for one tick only.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether a tick may start while a request awaits. On a reentrant grain it always may.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether a tick counts as activity, which puts off idle deactivation.</summary>
    public bool KeepAlive { get; init; }
}
