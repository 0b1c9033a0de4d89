using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Supply.Demand;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Supply.Demand;

/// <summary>
/// Who waits for one SKU: orders, in a queue, and customers who want to be told. Its key is the SKU. When stock arrives, the head of the
/// queue is asked first. The next one is asked only when the head waits no longer, or when there was enough for it and it could use none
/// of it, as where its customer is too far away; an order for which there is not enough yet is never passed. Customers are told of what
/// the queue leaves. What arrives at a location while orders wait is theirs from the receipt on: until each has been asked, and for as long
/// as the one whose turn it is waits for more of it.
/// </summary>
[Alias("demand")]
public interface IDemandGrain : IGrainWithStringKey
{
    /// <summary>Tell the customer once when there is some again: at the location, or with null anywhere.</summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same again.</exception>
    [Alias("subscribe")]
    Task<DemandAnswer> Subscribe(string customerId, string? locationId, Origin origin);

    [Alias("unsubscribe")]
    Task<DemandAnswer> Unsubscribe(string customerId, string? locationId, Origin origin);

    /// <summary>A page, by location (those who take it from anywhere first), then customer.</summary>
    /// <param name="after">The last one of the page before, or null.</param>
    [Alias("subscriptions")]
    Task<ImmutableArray<SubscriptionFigures>> Subscriptions(SubscriptionFigures? after, int limit);

    /// <summary>
    /// An order waits for so many units. Said again it keeps its place, and the quantity is what it still waits for. Its turn is by
    /// <paramref name="since"/>, then by who came first.
    /// </summary>
    [Alias("enqueue")]
    Task<DemandAnswer> Enqueue(string orderId, long quantity, DateTimeOffset since);

    /// <summary>Units that all orders in the queue wait for.</summary>
    [Alias("waiting")]
    Task<long> Waiting();

    /// <summary>The order waits no longer. Twice is once.</summary>
    [Alias("leave")]
    Task<DemandAnswer> Leave(string orderId);

    /// <summary>Who waits, in the order in which they are served, at most so many.</summary>
    [Alias("queue")]
    Task<ImmutableArray<BackorderFigures>> Queue(int limit);

    /// <summary>Looks at what there is, and serves whom it serves. One look at a time: who asks meanwhile causes one more.</summary>
    [Alias("look")]
    Task Look();
}

/// <param name="IsTooMany">Refused: as many wait as may (<see cref="DemandLimits"/>).</param>
/// <param name="IsRepeated">Nothing has changed.</param>
[GenerateSerializer]
[Immutable]
[Alias("demand.answer")]
public sealed record DemandAnswer([property: Id(0)] bool IsTooMany = false, [property: Id(1)] bool IsRepeated = false);

/// <summary>A customer who wants to be told; with null of stock anywhere.</summary>
[GenerateSerializer]
[Immutable]
[Alias("demand.subscription")]
public sealed record SubscriptionFigures([property: Id(0)] string CustomerId, [property: Id(1)] string? LocationId);

/// <summary>An order in the queue.</summary>
[GenerateSerializer]
[Immutable]
[Alias("demand.backorder")]
public sealed record BackorderFigures([property: Id(0)] string OrderId, [property: Id(1)] long Quantity, [property: Id(2)] DateTimeOffset Since);
