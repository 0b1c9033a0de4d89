using System.Collections.Immutable;
using System.Globalization;
using Orleans;
using OrleansCommerce.Domain.Supply.Counts;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Supply.Counts;

/// <summary>What is to be counted at one location. Its key is the location's id.</summary>
[Alias("count-task")]
public interface ICountTaskGrain : IGrainWithStringKey
{
    /// <summary>
    /// Somebody is to count the SKU. A retry with the same id makes no second task, nor does another one while the SKU is to be counted
    /// already: it is one task, which this answers.
    /// </summary>
    /// <param name="taskId">The caller's own, such as that of the fulfilment that was picked short; unique within the location.</param>
    /// <param name="booked">Units that the books have.</param>
    /// <param name="reason">At most 200 characters.</param>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same command again.</exception>
    [Alias("raise")]
    Task<CountTaskAnswer> Raise(string taskId, string sku, long booked, string reason, Origin origin);

    /// <summary>It was counted, and the count is booked. Twice is once: the first count stands.</summary>
    [Alias("complete")]
    Task<CountTaskAnswer> Complete(long number, long counted, Origin origin);

    /// <summary>A page: open ones first, the oldest first; then those completed, the newest first.</summary>
    /// <param name="isOpen">Only those that are open, or only those that are not; null for all.</param>
    /// <param name="after">The last one of the page before, or null.</param>
    [Alias("list")]
    Task<ImmutableArray<CountTaskFigures>> List(bool? isOpen, CountTaskCursor? after, int limit);

    /// <summary>Books what was counted and not booked, if anything.</summary>
    [Alias("settle")]
    Task Settle();
}

/// <summary>The public id of a task says where it lives: <c>location:number</c>.</summary>
public static class CountTaskIds
{
    public static string Of(string locationId, long number) => string.Create(CultureInfo.InvariantCulture, $"{locationId}:{number}");

    /// <summary>Null: no task has such an id.</summary>
    public static (string LocationId, long Number)? Read(string taskId)
    {
        var colon = taskId.LastIndexOf(':');
        return colon > 0 && Domain.Identifier.IsValid(taskId[..colon])
            && long.TryParse(taskId.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (taskId[..colon], number)
            : null;
    }
}

/// <summary>The task that a command was about, or why it was refused.</summary>
[GenerateSerializer]
[Immutable]
[Alias("count-task.answer")]
public sealed record CountTaskAnswer(
    [property: Id(0)] CountTaskFigures? Task, [property: Id(1)] CountRefusal? Refusal = null, [property: Id(2)] bool IsRepeated = false);

/// <summary>Where a page of tasks ended.</summary>
[GenerateSerializer]
[Immutable]
[Alias("count-task.cursor")]
public readonly record struct CountTaskCursor([property: Id(0)] bool IsOpen, [property: Id(1)] long Number);

/// <summary>One task as others see it.</summary>
[GenerateSerializer]
[Immutable]
[Alias("count-task.figures")]
public sealed record CountTaskFigures(
    [property: Id(0)] long Number, [property: Id(1)] string Sku, [property: Id(2)] long Booked, [property: Id(3)] string Reason,
    [property: Id(4)] DateTimeOffset RaisedAt, [property: Id(5)] long? Counted, [property: Id(6)] DateTimeOffset? CompletedAt);
