using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Locations.Capacity;

/// <summary>
/// What a command comes to: the events to append (expiries that were due come first, even before a refusal), a refusal if it is one,
/// and what it says of the hold it concerns. No events but expiries and no refusal: it was done before.
/// </summary>
public readonly record struct CapacityDecision(
    ImmutableArray<CapacityEvent> Events, CapacityRefusal? Refusal = null, SlotHoldFigures? Hold = null);

/// <summary>Why not, with what was asked and what there was, where quantities are the reason.</summary>
public sealed record CapacityRefusal(CapacityRefusalCode Code, long Requested = 0, long Available = 0);

/// <summary>In the order in which they are looked for.</summary>
public enum CapacityRefusalCode
{
    /// <summary>The id was used before with other content.</summary>
    IdReused,
    UnknownReservation,
    /// <summary>The hold has ended, or is due.</summary>
    NotHeld,
    /// <summary>Work can't be finished for a hold that is not confirmed.</summary>
    NotConfirmed,
    /// <summary>A decision over the whole basket is under way.</summary>
    Pending,
    /// <summary>A figure is outside its stated limit (<see cref="CapacityLimits"/>).</summary>
    QuantityLimit,
    /// <summary>The slot is none: it ends before it starts, is too long, or lies beyond <see cref="CapacityLimits.Horizon"/>.</summary>
    InvalidSlot,
    /// <summary>The slot is over.</summary>
    SlotPast,
    /// <summary>Less is left in the slot, or in the hold, than the command takes.</summary>
    InsufficientCapacity,
    TooManyHolds,
}
