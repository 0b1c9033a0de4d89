using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace OrleansCommerce.Grains.Orders;

/// <summary>Names of the wire streams of orders, beside those of stock: the fast path, which may lose.</summary>
public static class OrderStreams
{
    public const string ByOrder = "order";
    public const string FulfilmentsByLocation = "fulfilment.location";

    public static IAsyncStream<OrderChanged> Order(IStreamProvider provider, string orderId) =>
        provider.GetStream<OrderChanged>(StreamId.Create(ByOrder, orderId));

    public static IAsyncStream<FulfilmentsChanged> Fulfilments(IStreamProvider provider, string locationId) =>
        provider.GetStream<FulfilmentsChanged>(StreamId.Create(FulfilmentsByLocation, locationId));
}

/// <summary>An order as it is after a durable change. The highest <see cref="OrderFigures.Version"/> is the newest.</summary>
[GenerateSerializer]
[Immutable]
[Alias("order.changed")]
public sealed record OrderChanged([property: Id(0)] OrderFigures Order);

/// <summary>
/// What a location's list shows after durable changes. Of each fulfilment the highest <see cref="FulfilmentFigures.OrderVersion"/> is the newest.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("fulfilment-list.changed")]
public sealed record FulfilmentsChanged([property: Id(0)] ImmutableArray<FulfilmentFigures> Fulfilments);
