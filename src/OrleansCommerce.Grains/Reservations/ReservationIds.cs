using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>
/// How the journal knows a reservation: by two command ids in a scope that is the whole system. So the same id on another item is a
/// conflict in that very append, and whoever knows the id alone finds where the reservation lives, and how it ended.
/// </summary>
internal static class ReservationIds
{
    private const string Scope = "reservation";

    public static CommandId Opened(string reservationId) => CommandId.Of(Scope, reservationId);

    /// <summary>A reservation's id can't hold a slash, so this is nobody's id.</summary>
    public static CommandId Ended(string reservationId) => CommandId.Of(Scope, $"{reservationId}/ended");
}
