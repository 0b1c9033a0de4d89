using System.Globalization;
using OrleansCommerce.Simulation.Participants.Capacity;

namespace OrleansCommerce.Simulation.Participants.Orders;

/// <summary>What one location does for an order, from its beginning to its end.</summary>
internal sealed class FulfilmentLife(AssignmentBody assignment, DateTimeOffset acceptBy)
{
    public string Id => assignment.FulfilmentId;

    public string LocationId => assignment.LocationId;

    public string? ReservationId => assignment.ReservationId;

    public SlotBody? Slot => assignment.Slot;

    public string? CollectAt => assignment.CollectAt;

    public string State { get; set; } = "Assigned";

    public List<UnitsBody> Lines { get; set; } = assignment.Lines;

    public DateTimeOffset AcceptBy => acceptBy;

    public DateTimeOffset CollectBy { get; set; }

    public bool IsActive => IsServing && State is not ("Collected" or "Delivered");

    /// <summary>Its units are its own: on their way to the customer, or there.</summary>
    public bool IsServing => State is not ("Rejected" or "Cancelled" or "Expired");

    public bool IsHandedOver => State is "Collected" or "Delivered" || (State == "Shipped" && CollectAt is null);

    /// <summary>The goods stand on the location's shelf, or in its back room, and are held there for it.</summary>
    public bool IsHeld => IsActive && State != "Shipped" && !HasLeft;

    /// <summary>Somebody has still to pick for it.</summary>
    public bool IsToPick => State is "Assigned" or "Accepted";

    public bool HasLeft { get; set; }

    /// <summary>The hold of the slot that its work is done in.</summary>
    public string? SlotHoldId => ReservationId is not null && Slot is { } slot
        ? string.Create(CultureInfo.InvariantCulture, $"{ReservationId}/{slot.Start.ToUnixTimeSeconds()}")
        : null;

    public override string ToString() => $"{Id} {State} {string.Join('+', Lines)}";
}
