using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Reservations;

/// <summary>The events to append, or why not. No events and no refusal: it is so already.</summary>
public readonly record struct ReservationDecision(ImmutableArray<ReservationEvent> Events, ReservationRefusal? Refusal = null);

/// <summary>In the order in which they are looked for.</summary>
public enum ReservationRefusal
{
    /// <summary>The id was used before with other content.</summary>
    IdReused,
    Unknown,
    /// <summary>It has ended, or is due.</summary>
    NotHeld,
    /// <summary>Goods can't leave for a basket that is not confirmed.</summary>
    NotConfirmed,
    /// <summary>The attempt was aborted meanwhile.</summary>
    AttemptSettled,
}
