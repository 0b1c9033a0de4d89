using System.Collections.Immutable;
using System.Globalization;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Orders;

/// <summary>
/// What an order's event asks of others. <see cref="Id"/> is made of the order's and the step's, so that whoever is asked twice does it once.
/// </summary>
public abstract record OrderEffect(string Id);

/// <summary>The hold is no longer needed for these units: they can be promised again where they are.</summary>
public sealed record ReleaseUnits(string Id, string LocationId, string? ReservationId, ImmutableArray<OrderLine> Lines) : OrderEffect(Id);

/// <summary>The units leave the location's books; whoever sends without being seen to pick has picked by then.</summary>
public sealed record IssueUnits(string Id, string LocationId, string? ReservationId, PickSlot? Slot, ImmutableArray<OrderLine> Lines) : OrderEffect(Id);

/// <summary>The units come (back) to a location's books, or are set apart there.</summary>
public sealed record ReceiveUnits(string Id, string LocationId, ImmutableArray<OrderLine> Lines, GoodsCondition Condition) : OrderEffect(Id);

/// <summary>The units are not where the books say: hold and books lose them in one step, and somebody counts.</summary>
public sealed record CorrectAndCount(string Id, string LocationId, string? ReservationId, ImmutableArray<OrderLine> Missing) : OrderEffect(Id);

/// <summary>The location has picked: its slot's work is done, and its figures for what it found, and did not find, are trusted more, or less.</summary>
public sealed record FinishPick(
    string Id, string LocationId, string? ReservationId, PickSlot? Slot, ImmutableArray<OrderLine> Found, ImmutableArray<OrderLine> Missing)
    : OrderEffect(Id);

/// <summary>Nothing is left to pick: the slot can be given to others.</summary>
public sealed record ReleasePick(string Id, string LocationId, string? ReservationId, PickSlot? Slot) : OrderEffect(Id);

/// <summary>The order has lines that wait to be routed.</summary>
public sealed record RouteAgain(string Id, ImmutableArray<OrderLine> Lines) : OrderEffect(Id);

/// <summary>What each event asks of stock, of pick capacity and of routing.</summary>
public static class OrderEffects
{
    public static ImmutableArray<OrderEffect> Of(string orderId, OrderEvent happened) => happened switch
    {
        FulfilmentRejected e => GivenUp(Id(orderId, e, "rejected"), e.Of, e.Lines, again: true),
        FulfilmentTimedOut e => GivenUp(Id(orderId, e, "timed-out"), e.Of, e.Lines, again: true),
        FulfilmentShorted e => Shorted(Id(orderId, e, string.Create(CultureInfo.InvariantCulture, $"shorted-{e.Number}")), e),
        FulfilmentPicked e => Picked(Id(orderId, e, "picked"), e),
        FulfilmentCollected e when e.Of.CollectAt == e.Of.LocationId => [Issued(Id(orderId, e, "out"), e.Of, e.Lines)],
        FulfilmentShipped e => [Issued(Id(orderId, e, "out"), e.Of, e.Lines)],
        FulfilmentNotCollected e => NotWanted(Id(orderId, e, "not-collected"), e.Of, e.Lines, e.HadLeft),
        FulfilmentCancelled e => NotWanted(Id(orderId, e, "cancelled"), e.Of, e.Lines, e.HadLeft),
        GoodsReturned e => Returned($"{orderId}/{e.ReturnId}", e),
        _ => [],
    };

    private static IssueUnits Issued(string id, FulfilmentRef of, ImmutableArray<OrderLine> lines) =>
        new(id, of.LocationId, of.ReservationId, of.Slot, lines);

    private static ImmutableArray<OrderEffect> GivenUp(string id, FulfilmentRef of, ImmutableArray<OrderLine> lines, bool again) =>
    [
        new ReleaseUnits($"{id}/units", of.LocationId, of.ReservationId, lines), new ReleasePick($"{id}/pick", of.LocationId, of.ReservationId, of.Slot),
        .. again ? [new RouteAgain($"{id}/route", lines)] : Array.Empty<OrderEffect>(),
    ];

    /// <summary>
    /// The books have lost the units already, so the hold only lets go of them. Where nothing else is left to do there, the slot is free as well:
    /// to release that of one which goes on is left to its end.
    /// </summary>
    private static ImmutableArray<OrderEffect> Shorted(string id, FulfilmentShorted e) =>
    [
        new ReleaseUnits($"{id}/units", e.Of.LocationId, e.Of.ReservationId, e.Lines),
        .. e.IsWhole ? new OrderEffect[] { new ReleasePick($"{id}/pick", e.Of.LocationId, e.Of.ReservationId, e.Of.Slot) } : [],
        new RouteAgain($"{id}/route", e.Lines),
    ];

    private static ImmutableArray<OrderEffect> Picked(string id, FulfilmentPicked e) =>
    [
        new FinishPick($"{id}/pick", e.Of.LocationId, e.Of.ReservationId, e.Of.Slot, e.Picked, e.Missing),
        .. e.Missing.IsEmpty
            ? Array.Empty<OrderEffect>()
            :
            [
                new CorrectAndCount($"{id}/count", e.Of.LocationId, e.Of.ReservationId, e.Missing), new RouteAgain($"{id}/route", e.Missing),
            ],
    ];

    /// <summary>What never left is free where it stands; what was sent to a store stands there now.</summary>
    private static ImmutableArray<OrderEffect> NotWanted(string id, FulfilmentRef of, ImmutableArray<OrderLine> lines, bool hadLeft) => hadLeft
        ? [new ReceiveUnits($"{id}/units", of.CollectAt ?? of.LocationId, lines, GoodsCondition.Resaleable)]
        : GivenUp(id, of, lines, again: false);

    private static ImmutableArray<OrderEffect> Returned(string id, GoodsReturned e) =>
    [
        .. e.Lines.GroupBy(line => line.Condition).OrderBy(group => group.Key).Select(group => new ReceiveUnits(
            $"{id}/{(group.Key == GoodsCondition.Damaged ? "damaged" : "resaleable")}", e.LocationId,
            OrderLines.Sum(group.Select(line => new OrderLine(line.Sku, line.Quantity))), group.Key)),
    ];

    private static string Id(string orderId, FulfilmentEvent happened, string step) => $"{orderId}/{happened.Of.FulfilmentId}/{step}";
}
