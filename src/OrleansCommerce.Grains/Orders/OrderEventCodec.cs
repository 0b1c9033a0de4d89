using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Orders;

/// <summary>The stored form of an order's events. Kinds and property names must not change: journals are read for years.</summary>
internal static class OrderEventCodec
{
    public static EventCodec<OrderEvent> Instance { get; } = new EventCodec<OrderEvent>()
        .Add("order.placed", OrderEventJson.Default.OrderPlaced)
        .Add("order.reservationTaken", OrderEventJson.Default.ReservationTaken)
        .Add("order.reservationDropped", OrderEventJson.Default.ReservationDropped)
        .Add("order.reservationGivenBack", OrderEventJson.Default.ReservationGivenBack)
        .Add("order.effectsSettled", OrderEventJson.Default.EffectsSettled)
        .Add("order.linesBackordered", OrderEventJson.Default.LinesBackordered)
        .Add("order.linesCancelled", OrderEventJson.Default.LinesCancelled)
        .Add("order.goodsReturned", OrderEventJson.Default.GoodsReturned)
        .Add("fulfilment.assigned", OrderEventJson.Default.FulfilmentAssigned)
        .Add("fulfilment.accepted", OrderEventJson.Default.FulfilmentAccepted)
        .Add("fulfilment.rejected", OrderEventJson.Default.FulfilmentRejected)
        .Add("fulfilment.timedOut", OrderEventJson.Default.FulfilmentTimedOut)
        .Add("fulfilment.shorted", OrderEventJson.Default.FulfilmentShorted)
        .Add("fulfilment.picked", OrderEventJson.Default.FulfilmentPicked)
        .Add("fulfilment.packed", OrderEventJson.Default.FulfilmentPacked)
        .Add("fulfilment.ready", OrderEventJson.Default.FulfilmentReady)
        .Add("fulfilment.collected", OrderEventJson.Default.FulfilmentCollected)
        .Add("fulfilment.shipped", OrderEventJson.Default.FulfilmentShipped)
        .Add("fulfilment.delivered", OrderEventJson.Default.FulfilmentDelivered)
        .Add("fulfilment.notCollected", OrderEventJson.Default.FulfilmentNotCollected)
        .Add("fulfilment.cancelled", OrderEventJson.Default.FulfilmentCancelled);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(OrderPlaced))]
[JsonSerializable(typeof(ReservationTaken))]
[JsonSerializable(typeof(ReservationDropped))]
[JsonSerializable(typeof(ReservationGivenBack))]
[JsonSerializable(typeof(EffectsSettled))]
[JsonSerializable(typeof(LinesBackordered))]
[JsonSerializable(typeof(LinesCancelled))]
[JsonSerializable(typeof(GoodsReturned))]
[JsonSerializable(typeof(FulfilmentAssigned))]
[JsonSerializable(typeof(FulfilmentAccepted))]
[JsonSerializable(typeof(FulfilmentRejected))]
[JsonSerializable(typeof(FulfilmentTimedOut))]
[JsonSerializable(typeof(FulfilmentShorted))]
[JsonSerializable(typeof(FulfilmentPicked))]
[JsonSerializable(typeof(FulfilmentPacked))]
[JsonSerializable(typeof(FulfilmentReady))]
[JsonSerializable(typeof(FulfilmentCollected))]
[JsonSerializable(typeof(FulfilmentShipped))]
[JsonSerializable(typeof(FulfilmentDelivered))]
[JsonSerializable(typeof(FulfilmentNotCollected))]
[JsonSerializable(typeof(FulfilmentCancelled))]
internal sealed partial class OrderEventJson : JsonSerializerContext;
