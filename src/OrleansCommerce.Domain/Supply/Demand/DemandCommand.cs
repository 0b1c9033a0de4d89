using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Supply.Demand;

/// <summary>What can be said of those who wait for one SKU.</summary>
public abstract record DemandCommand;

/// <summary>
/// Tell the customer once when there is some again where there was none: at the location, or with null anywhere. <see cref="IsNone"/>: at
/// this moment there is none there.
/// </summary>
public sealed record Subscribe(string CustomerId, string? LocationId, bool IsNone) : DemandCommand;

public sealed record Unsubscribe(string CustomerId, string? LocationId) : DemandCommand;

/// <summary>This is what there is, by location, after whoever is in the queue has had his turn.</summary>
public sealed record Observe(string Sku, ImmutableArray<StockSeen> Stock) : DemandCommand;

/// <summary>An order waits for so many units since then. Said again, it keeps its place; the quantity is what it still waits for.</summary>
public sealed record Enqueue(string OrderId, long Quantity, DateTimeOffset Since) : DemandCommand;

public sealed record Leave(string OrderId) : DemandCommand;

/// <summary>What a location can promise of a SKU; negative where more is held than is there.</summary>
public readonly record struct StockSeen(string LocationId, long Available);

/// <summary>The events to append, or that too many wait already.</summary>
public readonly record struct DemandDecision(ImmutableArray<DemandEvent> Events, bool IsTooMany = false);

/// <summary>The stated limits of those who wait for one SKU.</summary>
public static class DemandLimits
{
    public const int SubscriptionsMax = 100_000;
    public const int QueueMax = 100_000;

    /// <summary>Notifications that become due in one decision; the rest follows with the next.</summary>
    public const int NotificationsPerDecisionMax = 200;
}
