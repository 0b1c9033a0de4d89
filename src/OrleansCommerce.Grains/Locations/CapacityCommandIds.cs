using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Locations;

/// <summary>Which events of a location's pick capacity carry a command id, as for stock; and the reservation they belong to in the audit log.</summary>
internal static class CapacityCommandIds
{
    public static Label Label(string stream, CapacityEvent happened) => happened switch
    {
        SlotHeld e => new(Of(e.ReservationId), CommandId.Of(stream, $"hold:{e.ReservationId}:{e.Round}")),
        WorkFinished { FulfilmentId: { } id } e => new(Of(e.ReservationId), CommandId.Of(stream, $"fulfilment:{id}")),
        WorkFinished e => new(Of(e.ReservationId)),
        SlotExtended { ExtensionId: { } id } e => new(Of(e.ReservationId), CommandId.Of(stream, $"extension:{e.ReservationId}:{id}")),
        SlotExtended e => new(Of(e.ReservationId)),
        SlotPrepared e => new(Of(e.ReservationId)),
        SlotPrepareAborted e => new(Of(e.ReservationId)),
        SlotConfirmed e => new(Of(e.ReservationId)),
        SlotHoldEnded e => new(Of(e.Hold.ReservationId)),
        CapacitySet or SlotCapacitySet => new(stream),
        _ => throw new InvalidOperationException($"{happened.GetType().Name} has no place in the audit log."),
    };

    private static string Of(string holdId) => SlotParticipant.ReservationOf(holdId);
}
