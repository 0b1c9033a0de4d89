using System.Collections.Frozen;
using System.Text.Json.Nodes;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Skus;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Domain.Supply.Counts;
using OrleansCommerce.Domain.Supply.Demand;
using OrleansCommerce.Domain.Supply.Inbound;
using OrleansCommerce.Domain.Supply.Transfers;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>
/// Which records of the journal others are told of, and as what. A type's schema is that of the record's body, which never changes but by
/// new properties; where it has to, the version grows. Records that are not here are nobody's business but the engine's.
/// </summary>
public static class EventCatalog
{
    public const int Version = 1;

    /// <summary>By the kind of the record.</summary>
    public static FrozenDictionary<string, EventKind> ByRecord { get; } = new EventKind[]
    {
        Stock<Moved>("stock.moved"), Stock<SafetyStockSet>("stock.safetyStockSet"), Stock<Held>("stock.held"),
        Stock<Confirmed>("stock.confirmed"), Stock<Extended>("stock.extended"), Stock<Fulfilled>("stock.fulfilled"),
        Stock<HoldEnded>("stock.holdEnded"),
        Of<ReservationOpened>("reservation.opened", "reservationId"), Of<ReservationConfirmed>("reservation.confirmed", "reservationId"),
        Of<ReservationReleased>("reservation.released", "reservationId"), Of<ReservationExpired>("reservation.expired", "reservationId"),
        Of<ReservationExtended>("reservation.extended", "reservationId"), Of<ReservationFulfilled>("reservation.fulfilled", "reservationId"),
        Of<OrderPlaced>("order.placed", "orderId"), Of<LinesBackordered>("order.linesBackordered", "orderId"),
        Of<LinesCancelled>("order.linesCancelled", "orderId"), Of<GoodsReturned>("order.goodsReturned", "orderId"),
        Of<FulfilmentAssigned>("fulfilment.assigned", "orderId"), Of<FulfilmentAccepted>("fulfilment.accepted", "orderId"),
        Of<FulfilmentRejected>("fulfilment.rejected", "orderId"), Of<FulfilmentTimedOut>("fulfilment.timedOut", "orderId"),
        Of<FulfilmentShorted>("fulfilment.shorted", "orderId"), Of<FulfilmentPicked>("fulfilment.picked", "orderId"), Of<FulfilmentPacked>("fulfilment.packed", "orderId"),
        Of<FulfilmentReady>("fulfilment.ready", "orderId"), Of<FulfilmentCollected>("fulfilment.collected", "orderId"),
        Of<FulfilmentShipped>("fulfilment.shipped", "orderId"), Of<FulfilmentDelivered>("fulfilment.delivered", "orderId"),
        Of<FulfilmentNotCollected>("fulfilment.notCollected", "orderId"), Of<FulfilmentCancelled>("fulfilment.cancelled", "orderId"),
        Of<TransferPlanned>("transfer.planned", "transferId"), Of<TransferShipped>("transfer.shipped", "transferId"),
        Of<TransferReceived>("transfer.received", "transferId"), Of<TransferCancelled>("transfer.cancelled", "transferId"),
        Of<InboundExpected>("inbound.expected", "sku"), Of<InboundWithdrawn>("inbound.withdrawn", "sku"), Of<InboundArrived>("inbound.arrived", "sku"),
        Of<NotificationDue>("notification.due", "sku"),
        Of<CountRaised>("countTask.raised", "locationId"), Of<CountCompleted>("countTask.completed", "locationId"),
        Of<LocationDescribed>("location.described", "locationId"), Of<SkuDescribed>("sku.described", "sku"),
    }.ToFrozenDictionary(kind => kind.Record, StringComparer.Ordinal);

    /// <summary>Every type once, in the order of their names.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. ByRecord.Values.Select(kind => kind.Type).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Whether a pattern is <c>*</c>, a type, or the beginning of one with <c>.*</c>.</summary>
    public static bool IsPattern(string pattern) => pattern == "*" || Types.Any(type => Matches(pattern, type));

    public static bool Matches(string pattern, string type) =>
        pattern == "*" || pattern == type
        || (pattern.EndsWith(".*", StringComparison.Ordinal) && type.StartsWith(pattern[..^1], StringComparison.Ordinal));

    /// <summary>What the data of a type looks like, as a JSON schema: one for each record that it stands for.</summary>
    public static JsonNode Schema(string type) => new JsonObject
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["anyOf"] = new JsonArray([.. ByRecord.Values.Where(kind => kind.Type == type).Select(Shape)]),
    };

    private static JsonNode Shape(EventKind kind)
    {
        var shape = EventShapes.Of(kind.Body);
        var properties = shape["properties"]!.AsObject();
        foreach (var name in kind.IdNames.Where(name => !properties.ContainsKey(name)))
        {
            properties[name] = new JsonObject { ["type"] = "string" };
        }

        if (kind.Type != kind.Record)
        {
            properties["change"] = new JsonObject { ["const"] = kind.Change };
        }

        return shape;
    }

    private static EventKind Stock<T>(string record) => new(record, "stock.changed", ["sku", "locationId"], typeof(T));

    private static EventKind Of<T>(string record, string idName) => new(record, record, [idName], typeof(T));
}

/// <summary>How one kind of record is told.</summary>
/// <param name="Record">The record's kind.</param>
/// <param name="Type">The type of the event.</param>
/// <param name="IdNames">The properties that say whom it is about: the key of the record's stream, split at <c>@</c>.</param>
public sealed record EventKind(string Record, string Type, IReadOnlyList<string> IdNames, Type Body)
{
    /// <summary>What happened, where a type stands for several kinds of records.</summary>
    public string Change => Record[(Record.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
