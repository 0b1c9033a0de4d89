using System.Collections.Immutable;
using OrleansCommerce.Grains.Supply.Counts;

namespace OrleansCommerce.Server.Http.Supply;

/// <summary>A SKU to be counted.</summary>
/// <param name="TaskId">The caller's own id, which makes a retry safe.</param>
/// <param name="Reason">At most 200 characters.</param>
public sealed record CountTaskBody(string? TaskId, string? Sku, string? Reason);

/// <summary>What there was, in whole units: 0 to 1,000,000,000.</summary>
public sealed record CountBody(long? Counted);

/// <summary>Somebody is to count a SKU at a location, or has.</summary>
/// <param name="State"><c>open</c> or <c>completed</c>.</param>
/// <param name="Booked">Units that the books had when it was raised.</param>
public sealed record CountTaskView(
    string CountTaskId, string LocationId, string Sku, string State, long Booked, string Reason, DateTimeOffset RaisedAt, long? Counted,
    DateTimeOffset? CompletedAt)
{
    public static CountTaskView Of(string locationId, CountTaskFigures task) => new(
        CountTaskIds.Of(locationId, task.Number), locationId, task.Sku, task.Counted is null ? "open" : "completed", task.Booked, task.Reason,
        task.RaisedAt, task.Counted, task.CompletedAt);
}

/// <summary>A page of a location's count tasks: open ones first.</summary>
/// <param name="Next">The cursor of the next page; left out on the last.</param>
public sealed record CountTaskPage(ImmutableArray<CountTaskView> Items, string? Next);
