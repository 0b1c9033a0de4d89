using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Locations.Capacity;

/// <summary>
/// What can be asked of one location's pick capacity. A slot is held, prepared, confirmed and released as a stock item's units are, so that
/// it is one more participant of a reservation. Quantities are units of work: one for each fulfilment, unless the caller counts otherwise.
/// </summary>
public abstract record CapacityCommand;

/// <summary>The location can do so much per slot: a fact, accepted whatever is held. Null: no limit is stated.</summary>
public sealed record SetCapacity(long? PerSlot) : CapacityCommand;

/// <summary>This slot's capacity differs: a holiday's peak, a colleague who is ill. A fact, too. Null: as all others.</summary>
public sealed record SetSlotCapacity(PickSlot Slot, long? Capacity) : CapacityCommand;

/// <summary>
/// Hold work in a slot for <see cref="TtlSeconds"/> from now. That the slot is one of the location's schedule is for the caller to know.
/// <see cref="OfBasket"/> and <see cref="Round"/> as for stock: a coordinator decides, and may hold, release and hold again.
/// </summary>
public sealed record HoldSlot(
    string ReservationId, PickSlot Slot, long Quantity, int TtlSeconds, string? CustomerId, bool OfBasket, long Round = 0) : CapacityCommand;

/// <summary>Step one of a decision over several participants: from now on the hold waits for that decision and does not expire.</summary>
public sealed record PrepareSlot(string ReservationId, long Attempt) : CapacityCommand;

/// <summary>The decision that an attempt prepared for was never made: the hold is again what it was before.</summary>
public sealed record AbortSlot(string ReservationId, long Attempt) : CapacityCommand;

/// <summary>
/// The hold no longer expires. <see cref="Decided"/>: a basket's coordinator has decided so, which settles a pending hold. One that waits
/// for a later attempt than <see cref="Attempt"/> goes on waiting: news of an old attempt may arrive late.
/// </summary>
public sealed record ConfirmSlot(string ReservationId, bool Decided = false, long Attempt = long.MaxValue) : CapacityCommand;

/// <summary>
/// Give the slot back. <see cref="Decided"/>: as for <see cref="ConfirmSlot"/>. What a later try than <see cref="Round"/> holds is left
/// alone: a basket that takes back one try may hear of it only when the next one holds.
/// </summary>
public sealed record ReleaseSlot(string ReservationId, bool Decided = false, long Round = long.MaxValue) : CapacityCommand;

/// <summary>Hold for <see cref="TtlSeconds"/> from now, never shorter than before. <see cref="ExtensionId"/> makes a retry safe.</summary>
public sealed record ExtendSlot(string ReservationId, int TtlSeconds, string? ExtensionId = null) : CapacityCommand;

/// <summary>
/// The work is done: all of it, or <see cref="Quantity"/>, in which case <see cref="FulfilmentId"/> makes a retry safe. The time it took is
/// gone, so the slot does not get it back.
/// </summary>
public sealed record FinishWork(string ReservationId, long? Quantity = null, string? FulfilmentId = null) : CapacityCommand;

/// <summary>Let go of every hold that is due.</summary>
public sealed record ExpireDueSlots : CapacityCommand;
