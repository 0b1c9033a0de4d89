namespace OrleansCommerce.Domain.Supply.Demand;

/// <summary>What has happened to those who wait for one SKU.</summary>
public abstract record DemandEvent(DateTimeOffset At);

public sealed record SubscriptionMade(DateTimeOffset At, string CustomerId, string? LocationId, bool IsArmed) : DemandEvent(At);

public sealed record SubscriptionEnded(DateTimeOffset At, string CustomerId, string? LocationId) : DemandEvent(At);

/// <summary>There is none at the location (null: anywhere) any more: all who wait for it there are told when there is some.</summary>
public sealed record SubscriptionsArmed(DateTimeOffset At, string? LocationId) : DemandEvent(At);

/// <summary>
/// There is some again: the customer is to be told, under this id, and waits no longer. <see cref="LocationId"/> is what was asked for,
/// <see cref="FoundAt"/> the first location that has some.
/// </summary>
public sealed record NotificationDue(
    DateTimeOffset At, string NotificationId, string CustomerId, string Sku, string? LocationId, string FoundAt) : DemandEvent(At);

public sealed record BackorderQueued(DateTimeOffset At, string OrderId, long Quantity, DateTimeOffset Since) : DemandEvent(At);

public sealed record BackorderLeft(DateTimeOffset At, string OrderId) : DemandEvent(At);
