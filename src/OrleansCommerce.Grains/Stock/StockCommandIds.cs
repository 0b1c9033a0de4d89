using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Stock;

/// <summary>
/// Which events of a stock item carry a command id. A reservation's id is unique in the whole system, a movement's within its item.
/// Confirm, release and expiry are recognised by what the hold has become and need none of their own; the end of a hold has one so
/// that it can be found when the item has forgotten it.
/// </summary>
internal static class StockCommandIds
{
    public static Label Label(string stream, StockEvent happened) => happened switch
    {
        Moved e => new(Correlation(e.MovementId), Movement(stream, e.MovementId)),
        Held { OfBasket: false } e => new(e.ReservationId, ReservationIds.Opened(e.ReservationId)),
        Held e => new(e.ReservationId, CommandId.Of(stream, $"hold:{e.ReservationId}:{e.Round}")),
        HoldEnded { Hold.OfBasket: false } e => new(e.Hold.ReservationId, ReservationIds.Ended(e.Hold.ReservationId)),
        HoldEnded e => new(e.Hold.ReservationId),
        Fulfilled { Hold: { OfBasket: false, Remaining: 0 } } e => new(e.ReservationId, ReservationIds.Ended(e.ReservationId)),
        Fulfilled { FulfilmentId: { } id } e => new(e.ReservationId, Fulfilment(stream, id)),
        Fulfilled e => new(e.ReservationId),
        Extended { ExtensionId: { } id } e => new(e.ReservationId, Extension(stream, id)),
        Extended e => new(e.ReservationId),
        Prepared e => new(e.ReservationId),
        PrepareAborted e => new(e.ReservationId),
        Confirmed e => new(e.ReservationId),
        SafetyStockSet or EarmarkSet => new(stream),
        _ => throw new InvalidOperationException($"{happened.GetType().Name} has no place in the audit log."),
    };

    /// <summary>Where a refused command may be recorded as accepted all the same: under its own id, or as the end of its reservation.</summary>
    public static IReadOnlyList<CommandId> Traces(string stream, StockCommand command) => command switch
    {
        Move c => [Movement(stream, c.MovementId)],
        Reserve { OfBasket: false } c => [ReservationIds.Opened(c.ReservationId)],
        Fulfil { FulfilmentId: { } id } c => [Fulfilment(stream, id), ReservationIds.Ended(c.ReservationId)],
        Extend { ExtensionId: { } id } c => [Extension(stream, id), ReservationIds.Ended(c.ReservationId)],
        Fulfil c => [ReservationIds.Ended(c.ReservationId)],
        Extend c => [ReservationIds.Ended(c.ReservationId)],
        Confirm { Decided: false } c => [ReservationIds.Ended(c.ReservationId)],
        Release { Decided: false } c => [ReservationIds.Ended(c.ReservationId)],
        _ => [],
    };

    /// <summary>The id that the command itself was given; null when it is safe to repeat by its nature.</summary>
    public static CommandId? Own(string stream, StockCommand command) => command switch
    {
        Move c => Movement(stream, c.MovementId),
        Reserve { OfBasket: false } c => ReservationIds.Opened(c.ReservationId),
        Fulfil { FulfilmentId: { } id } => Fulfilment(stream, id),
        Extend { ExtensionId: { } id } => Extension(stream, id),
        _ => null,
    };

    /// <summary>A movement that the engine makes of something else is named <c>what/id/step</c> and belongs to <c>what/id</c>; clients' ids have no slash.</summary>
    private static string Correlation(string movementId) =>
        movementId.LastIndexOf('/') is > 0 and var end ? movementId[..end] : movementId;

    private static CommandId Movement(string stream, string movementId) => CommandId.Of(stream, $"movement:{movementId}");

    private static CommandId Fulfilment(string stream, string fulfilmentId) => CommandId.Of(stream, $"fulfilment:{fulfilmentId}");

    private static CommandId Extension(string stream, string extensionId) => CommandId.Of(stream, $"extension:{extensionId}");
}
