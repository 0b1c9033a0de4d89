using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Orders;

/// <summary>One order at one version, with everything that the next decision may depend on.</summary>
/// <param name="Pending">What events ask of others and nobody has said is done, in order.</param>
/// <param name="Lacking">Locations where others took it, until its lines wait for stock.</param>
public sealed record OrderSnapshot(
    long Version, DateTimeOffset Time, string OrderId, string? CustomerId, string Channel, ImmutableArray<OrderLine> Lines, DateTimeOffset PlacedAt,
    OrderWish Wish, string? Taking, string? GivingBack, ImmutableArray<PendingEffect> Pending, ImmutableArray<FulfilmentSnapshot> Fulfilments,
    ImmutableArray<OrderLine> Waiting, ImmutableArray<OrderLine> Backordered, ImmutableArray<OrderLine> Off, ImmutableArray<string> EverBackordered,
    ImmutableArray<string> Unable, ImmutableArray<string> Lacking, ImmutableArray<OrderHistoryEntry> History,
    ImmutableArray<string> FirstFulfilmentIds, ImmutableArray<OrderLine> FirstBackordered, bool WasCancelled, ImmutableArray<GoodsReturned> Returns);

/// <summary>What an event of this version asks of others.</summary>
public readonly record struct PendingEffect(long Version, OrderEffect Effect);

/// <summary>What one location does for an order, as it is.</summary>
public sealed record FulfilmentSnapshot(
    Assignment Assignment, DateTimeOffset AcceptBy, FulfilmentState State, ImmutableArray<OrderLine> Lines, DateTimeOffset? CollectBy, bool HasLeft,
    int Shortings, ImmutableArray<OrderLine> ToPick, ImmutableArray<OrderLine>? Picked, string? Reason);
