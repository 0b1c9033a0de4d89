using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Orders;

/// <summary>One order and its fulfilments. Its key is the order's id.</summary>
[Alias("order")]
public interface IOrderGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes the order on: goods, capacity and slots are its own when this is answered, or it is refused and nothing is held. The same
    /// request again is answered with the order as it is.
    /// </summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same request again.</exception>
    [Alias("place")]
    Task<OrderAnswer> Place(OrderRequest request, Origin origin);

    [AlwaysInterleave]
    [Alias("read")]
    Task<OrderAnswer> Read();

    /// <summary>A step of a fulfilment, a cancellation or a return. A step that is done already is done.</summary>
    /// <param name="locationIds">Where the caller may act; null: anywhere. A fulfilment elsewhere is none of theirs.</param>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same command again.</exception>
    [Alias("step")]
    Task<OrderAnswer> Step(OrderCommand command, ImmutableArray<string>? locationIds, Origin origin);

    /// <summary>There may be stock for what the order waits for; true when it still waits for some of it.</summary>
    [Alias("stock-arrived")]
    Task<bool> StockArrived(string sku);

    /// <summary>
    /// A till sale or a count has left too little at a location: of what this reservation holds of a SKU there only so many units are covered.
    /// What is beyond, and not picked yet, is served from elsewhere. Told twice it is done once.
    /// </summary>
    [Alias("stock-lost")]
    Task StockLost(string reservationId, string locationId, string sku, long covered);

    /// <summary>Gives up what nobody accepted or collected in time, and carries out what a crash, or an outage, left undone.</summary>
    [Alias("tend")]
    Task Tend();
}
