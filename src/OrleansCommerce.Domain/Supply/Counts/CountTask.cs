using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Supply.Counts;

/// <summary>Somebody at a location is to count what there is of a SKU.</summary>
/// <param name="Booked">Units that the books had when the task was raised.</param>
/// <param name="Counted">Null: it is still to be done.</param>
/// <param name="IsBooked">The stock item knows of the count.</param>
public sealed record CountTask(
    long Number, string Sku, long Booked, string Reason, DateTimeOffset RaisedAt, long? Counted = null, DateTimeOffset? CompletedAt = null,
    bool IsBooked = false)
{
    public bool IsOpen => Counted is null;
}

/// <summary>The stated limits of one location's count tasks.</summary>
public static class CountLimits
{
    /// <summary>Tasks that are still to be done.</summary>
    public const int OpenMax = 10_000;

    /// <summary>Completed tasks that are remembered; of older ones only the audit log tells.</summary>
    public const int CompletedMax = 1_000;
}

/// <summary>What can be asked of a location's count tasks.</summary>
public abstract record CountCommand;

/// <summary><see cref="TaskId"/> makes a retry safe; where the SKU is to be counted already, no second task is made.</summary>
public sealed record RaiseCount(string TaskId, string Sku, long Booked, string Reason) : CountCommand;

public sealed record CompleteCount(long Number, long Counted) : CountCommand;

/// <summary>The stock item knows of the count.</summary>
public sealed record SettleCount(long Number) : CountCommand;

/// <summary>What has happened to a location's count tasks.</summary>
public abstract record CountEvent(DateTimeOffset At, long Number);

public sealed record CountRaised(DateTimeOffset At, long Number, string TaskId, string Sku, long Booked, string Reason) : CountEvent(At, Number);

/// <summary>It is raised once more while it is open: it remains one task.</summary>
public sealed record CountRaisedAgain(DateTimeOffset At, long Number, string TaskId, string Reason) : CountEvent(At, Number);

public sealed record CountCompleted(DateTimeOffset At, long Number, long Counted) : CountEvent(At, Number);

public sealed record CountBooked(DateTimeOffset At, long Number) : CountEvent(At, Number);

/// <summary>The events to append, the task that the command is about, or why not.</summary>
public readonly record struct CountDecision(ImmutableArray<CountEvent> Events, long Number = 0, CountRefusal? Refusal = null);

public enum CountRefusal
{
    Unknown,
    TooMany,
}
