using OrleansCommerce.Domain.Feeds;

namespace OrleansCommerce.Domain.Stock;

/// <summary>What can be asked of one stock item. Quantities are whole units.</summary>
public abstract record StockCommand;

/// <summary>
/// Goods come, go or are found to be otherwise. <see cref="Quantity"/> is positive, but signed for an adjustment and absolute
/// (zero or more) for a count. <see cref="ExpectedVersion"/> is for counts alone: the version of the item that was counted.
/// <see cref="HeldBy"/> is for transfers out alone: the confirmed hold for which the goods leave, and which ends with it.
/// <see cref="InboundId"/> is for receipts alone: the announcement under which the goods have come. <see cref="Feed"/> is the source that
/// tells it, by whose rules it is settled. <see cref="Queued"/>: units of the SKU that orders in the queue wait for; of what is added so
/// many at the most are theirs from this very movement on.
/// </summary>
public sealed record Move(
    string MovementId, MovementKind Kind, long Quantity, string? Reason = null, DateTimeOffset? OccurredAt = null, long? ExpectedVersion = null,
    string? HeldBy = null, string? InboundId = null, FeedMark? Feed = null, long Queued = 0) : StockCommand;

public enum MovementKind
{
    Receipt,
    Sale,
    Adjustment,
    Count,
    Damage,
    TransferOut,
    TransferIn,
    Return,
    /// <summary>Goods come back and are set apart at once: they are never on hand.</summary>
    DamagedReturn,
}

/// <summary>Units that are never promised. Takes the place of the former figure.</summary>
public sealed record SetSafetyStock(long Quantity) : StockCommand;

/// <summary>
/// Hold units for <see cref="TtlSeconds"/> from now. <see cref="OfBasket"/>: the reservation has other participants as well, and a
/// coordinator that decides for all of them; it may hold, release and hold again, so each of its tries has a <see cref="Round"/>.
/// <see cref="FromQueue"/>: for an order whose turn it is in the SKU's queue, which may have what has arrived for the queue.
/// </summary>
public sealed record Reserve(
    string ReservationId, long Quantity, int TtlSeconds, string? CustomerId, bool OfBasket, long Round = 0, bool FromQueue = false) : StockCommand;

/// <summary>What has arrived for the queue is so much at the most: the rest is anybody's.</summary>
public sealed record SetEarmark(long Quantity) : StockCommand;

/// <summary>Step one of a decision over several participants: from now on the hold waits for that decision and does not expire.</summary>
public sealed record Prepare(string ReservationId, long Attempt) : StockCommand;

/// <summary>The decision that an attempt prepared for was never made: the hold is again what it was before.</summary>
public sealed record Abort(string ReservationId, long Attempt) : StockCommand;

/// <summary>
/// The hold no longer expires. <see cref="Decided"/>: a basket's coordinator has decided so, which settles a pending hold; without it
/// only the hold of a single line is meant. A hold that waits for a later attempt than <see cref="Attempt"/> goes on waiting: news of an
/// old attempt may arrive late. <see cref="OrderId"/>: the order that takes a single line for itself; from then on nobody but that order
/// ends it. Of a basket its coordinator knows that.
/// </summary>
public sealed record Confirm(string ReservationId, bool Decided = false, long Attempt = long.MaxValue, string? OrderId = null) : StockCommand;

/// <summary>
/// Give the units back. <see cref="Decided"/>: as for <see cref="Confirm"/>. What a later try than <see cref="Round"/> holds is left alone:
/// a basket that takes back one try may hear of it only when the next one holds. <see cref="OrderId"/>: the order that it was confirmed for.
/// </summary>
public sealed record Release(string ReservationId, bool Decided = false, long Round = long.MaxValue, string? OrderId = null) : StockCommand;

/// <summary>Hold for <see cref="TtlSeconds"/> from now, never shorter than before. <see cref="ExtensionId"/> makes a retry safe.</summary>
public sealed record Extend(string ReservationId, int TtlSeconds, string? ExtensionId = null) : StockCommand;

/// <summary>
/// What is held comes to an end: all of it, or <see cref="Quantity"/>, in which case <see cref="FulfilmentId"/> makes a retry safe.
/// <see cref="OrderId"/>: the order that it was confirmed for.
/// </summary>
public sealed record Fulfil(
    string ReservationId, long? Quantity = null, string? FulfilmentId = null, HoldOutcome Outcome = HoldOutcome.Left, string? OrderId = null)
    : StockCommand;

/// <summary>What became of units that a confirmed hold kept.</summary>
public enum HoldOutcome
{
    /// <summary>They left with the customer, or the carrier.</summary>
    Left,
    /// <summary>They are no longer needed, and can be promised again.</summary>
    Released,
    /// <summary>They were not on the shelf: hold and books lose them in one step, so that nobody else is promised what is not there.</summary>
    Missing,
}

/// <summary>
/// A till sale, a count or a loss has left less than is held: end holds that nobody has confirmed, the newest first, until what is there
/// covers the rest. Those that are confirmed are for their orders to give up.
/// </summary>
public sealed record EndUncovered : StockCommand;

/// <summary>Let go of every hold that is due.</summary>
public sealed record ExpireDue : StockCommand;
