using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

internal sealed partial class NaiveStock
{
    private Expected Carry(StockCommand command, DateTimeOffset now, long versionBefore) => command switch
    {
        Move c => CarryMove(c, now, versionBefore),
        SetSafetyStock c => CarrySafetyStock(c),
        Reserve c => CarryReserve(c, now),
        Prepare c => CarryPrepare(c, now),
        Abort c => CarryAbort(c),
        Confirm c => CarryConfirm(c, now),
        Release c => CarryRelease(c, now),
        Extend c => CarryExtend(c, now),
        Fulfil c => CarryFulfil(c, now),
        ExpireDue => new Expected(),
        _ => throw new InvalidOperationException(command.ToString()),
    };

    private Expected CarryMove(Move c, DateTimeOffset now, long versionBefore)
    {
        var delta = c.Kind switch
        {
            MovementKind.Sale or MovementKind.Damage or MovementKind.TransferOut => -c.Quantity,
            MovementKind.Count => c.Quantity - OnHand,
            MovementKind.DamagedReturn => 0,
            _ => c.Quantity,
        };
        var outcome = MoveOutcome.Booked;
        if (c.Feed is not null)
        {
            (outcome, var onHand) = _feeds.Settle(c, now);
            delta = c.Kind == MovementKind.Count ? (onHand ?? OnHand) - OnHand : outcome == MoveOutcome.Booked ? delta : 0;
        }

        StockRefusalCode? refusal =
            c.Kind switch { MovementKind.Count => c.Quantity < 0, MovementKind.Adjustment => c.Quantity == 0, _ => c.Quantity <= 0 }
                ? StockRefusalCode.QuantityLimit
            : c.Kind == MovementKind.Count && c.ExpectedVersion is { } expected && expected != versionBefore ? StockRefusalCode.VersionMismatch
            : c.Kind == MovementKind.TransferOut && -delta > OnHand - Reserved && delta != 0 ? StockRefusalCode.InsufficientStock
            : c.Kind is MovementKind.Damage or MovementKind.Adjustment && delta < 0 && OnHand + delta < 0 ? StockRefusalCode.InsufficientStock
            : null;
        if (refusal is not null)
        {
            return new(refusal);
        }

        _deltas.Add(delta);
        _damaged += outcome == MoveOutcome.Booked && c.Kind is MovementKind.Damage or MovementKind.DamagedReturn ? c.Quantity : 0;
        _feeds.Note(now, c, outcome);
        return new(Appends: true, Outcome: outcome);
    }

    private Expected CarrySafetyStock(SetSafetyStock c)
    {
        if (c.Quantity < 0)
        {
            return new(StockRefusalCode.QuantityLimit);
        }

        var changes = _version == 0 || _safety != c.Quantity;
        _safety = c.Quantity;
        return new(Appends: changes);
    }

    private Expected CarryReserve(Reserve c, DateTimeOffset now)
    {
        if (c.Quantity < 1 || c.TtlSeconds is < 1 or > 86_400)
        {
            return new(StockRefusalCode.QuantityLimit);
        }

        if (c.Quantity > Available)
        {
            return new(StockRefusalCode.InsufficientStock);
        }

        var hold = new NaiveHold(c, now.AddSeconds(c.TtlSeconds));
        _holds.Add(hold);
        return new(Hold: hold.Seen, Appends: true);
    }

    private Expected NotHere(string id) => new(End(id) is null ? StockRefusalCode.UnknownReservation : StockRefusalCode.NotHeld);

    private Expected CarryPrepare(Prepare c, DateTimeOffset now)
    {
        if (Live(c.ReservationId) is not { Asked.OfBasket: true } hold)
        {
            return Live(c.ReservationId) is null ? NotHere(c.ReservationId) : new(StockRefusalCode.NotHeld);
        }

        var newer = c.Attempt > hold.Pending;
        if (newer)
        {
            (hold.Pending, hold.PendingSince) = (c.Attempt, now);
        }

        return new(Hold: hold.Seen, Appends: newer);
    }

    private Expected CarryAbort(Abort c)
    {
        if (Live(c.ReservationId) is not { } hold)
        {
            return new(Hold: End(c.ReservationId) is { OfBasket: true } end ? end : null);
        }

        if (!hold.Asked.OfBasket)
        {
            return new();
        }

        var settles = hold.Pending > 0 && hold.Pending == c.Attempt;
        hold.Pending = settles ? 0 : hold.Pending;
        return new(Hold: hold.Seen, Appends: settles);
    }

    /// <summary>A coordinator speaks of lines of baskets only, and everybody else of single lines only.</summary>
    private bool IsOfTheOtherKind(string id, bool ofBasket) => (Live(id)?.Asked.OfBasket ?? End(id)?.OfBasket ?? ofBasket) != ofBasket;

    private Expected CarryConfirm(Confirm c, DateTimeOffset now)
    {
        if (IsOfTheOtherKind(c.ReservationId, c.Decided))
        {
            return new(StockRefusalCode.UnknownReservation);
        }

        if (Live(c.ReservationId) is not { } hold)
        {
            return End(c.ReservationId) is { Status: HoldStatus.Fulfilled } end ? new(Hold: end) : NotHere(c.ReservationId);
        }

        if (hold.Pending > c.Attempt)
        {
            return new(Hold: hold.Seen);
        }

        if (hold is { Confirmed: true, Pending: 0, OrderId: not null } && c.OrderId is not null && c.OrderId != hold.OrderId)
        {
            return new(StockRefusalCode.TakenByOrder);
        }

        var changes = !hold.Confirmed || hold.Pending > 0 || (c.OrderId is not null && hold.OrderId is null);
        (hold.ConfirmedAt, hold.Pending, hold.OrderId) = (hold.ConfirmedAt ?? now, 0, hold.OrderId ?? c.OrderId);
        return new(Hold: hold.Seen, Appends: changes);
    }

    private Expected CarryRelease(Release c, DateTimeOffset now)
    {
        if (IsOfTheOtherKind(c.ReservationId, c.Decided))
        {
            return new(StockRefusalCode.UnknownReservation);
        }

        if (Live(c.ReservationId) is not { } hold)
        {
            return End(c.ReservationId) is { Status: not HoldStatus.Fulfilled } end ? new(Hold: end) : NotHere(c.ReservationId);
        }

        if (hold.Confirmed && hold.OrderId != c.OrderId)
        {
            return new(StockRefusalCode.TakenByOrder);
        }

        if (hold.Asked.Round > c.Round)
        {
            return new(Hold: hold.Seen);
        }

        _feeds.Note(now);
        Finish(hold, HoldStatus.Released);
        return new(Hold: hold.SeenAs(HoldStatus.Released), Appends: true);
    }

    private Expected CarryExtend(Extend c, DateTimeOffset now)
    {
        if (Live(c.ReservationId) is not { Confirmed: false } hold)
        {
            return Live(c.ReservationId) is null ? NotHere(c.ReservationId) : new(StockRefusalCode.NotHeld);
        }

        if (hold.Pending > 0)
        {
            return new(StockRefusalCode.Pending);
        }

        var until = now.AddSeconds(c.TtlSeconds);
        var longer = until > hold.Until;
        hold.Until = longer ? until : hold.Until;
        if (c.ExtensionId is not null)
        {
            _feeds.Note(now);
        }

        return new(Hold: hold.Seen, Appends: longer || c.ExtensionId is not null);
    }

    private Expected CarryFulfil(Fulfil c, DateTimeOffset now)
    {
        if (Live(c.ReservationId) is not { } hold)
        {
            var isDone = End(c.ReservationId) is { Status: HoldStatus.Fulfilled } && (c.Quantity is null || c.FulfilmentId is null);
            return isDone ? new(Hold: End(c.ReservationId)) : NotHere(c.ReservationId);
        }

        StockRefusalCode? refusal = !hold.Confirmed ? StockRefusalCode.NotConfirmed
            : hold.Pending > 0 ? StockRefusalCode.Pending
            : hold.OrderId is not null && hold.OrderId != c.OrderId ? StockRefusalCode.TakenByOrder
            : c.Quantity < 1 ? StockRefusalCode.QuantityLimit
            : c.Quantity > hold.Left ? StockRefusalCode.InsufficientStock
            : null;
        if (refusal is not null)
        {
            return new(refusal);
        }

        var leaves = c.Quantity ?? hold.Left;
        _deltas.Add(c.Outcome == HoldOutcome.Released ? 0 : -leaves);
        hold.Left -= leaves;
        _feeds.Note(now, c.Outcome == HoldOutcome.Released ? 0 : leaves);
        if (hold.Left > 0)
        {
            _turn++;
            return new(Hold: hold.Seen, Appends: true);
        }

        var end = c.Outcome == HoldOutcome.Released ? HoldStatus.Released : HoldStatus.Fulfilled;
        Finish(hold, end);
        return new(Hold: hold.SeenAs(end), Appends: true);
    }
}
