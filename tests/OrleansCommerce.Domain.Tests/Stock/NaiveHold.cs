using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

/// <summary>A hold of the naive model: fields and nothing clever.</summary>
internal sealed class NaiveHold(Reserve asked, DateTimeOffset until)
{
    public Reserve Asked => asked;
    public long Left { get; set; } = asked.Quantity;
    public DateTimeOffset Until { get; set; } = until;
    public bool Confirmed => ConfirmedAt is not null;
    public DateTimeOffset? ConfirmedAt { get; set; }
    public string? OrderId { get; set; }
    public long Pending { get; set; }
    public DateTimeOffset PendingSince { get; set; }

    public bool DueAt(DateTimeOffset now) => !Confirmed && Pending == 0 && Until <= now;

    /// <summary>When it wants to be looked at again.</summary>
    public DateTimeOffset? Wakes => Pending > 0 ? PendingSince.AddSeconds(2) : Confirmed ? null : Until;

    public HoldFigures First { get; } = new(
        asked.ReservationId, HoldStatus.Held, asked.Quantity, asked.Quantity, until, until, asked.TtlSeconds, asked.CustomerId, asked.OfBasket);

    public HoldFigures Seen => SeenAs(Confirmed ? HoldStatus.Confirmed : HoldStatus.Held);

    public HoldFigures SeenAs(HoldStatus status) => new(
        asked.ReservationId, status, asked.Quantity, Left, status == HoldStatus.Held ? Until : null, First.FirstHeldUntil, asked.TtlSeconds,
        asked.CustomerId, asked.OfBasket, OrderId);
}

/// <summary>What the model expects of a command, beside the expiries that come first.</summary>
internal sealed record Expected(StockRefusalCode? Refusal = null, HoldFigures? Hold = null, StockFigures? Recalled = null, bool Appends = false, MoveOutcome Outcome = MoveOutcome.Booked);
