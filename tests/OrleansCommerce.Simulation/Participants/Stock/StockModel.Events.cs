using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Simulation.Participants.Stock;

internal sealed partial class StockModel
{
    private Figures Moved(StockBody e)
    {
        Require(_movements.TryAdd(e.MovementId!, Version + 1), "done once", $"movement {e.MovementId} is recorded twice");
        var now = Now;
        var delta = e.Kind switch
        {
            "Sale" or "Damage" or "TransferOut" => -e.Quantity,
            "Count" => e.Quantity - now.OnHand,
            "DamagedReturn" => 0,
            _ => e.Quantity,
        };
        (delta, var isBooked) = Settled(e, delta);
        Require(delta == e.Delta, "decided on what is", $"movement {e.MovementId} counts {e.Delta}, not {delta}");
        Require(
            e.Kind != "TransferOut" || e.Quantity <= now.OnHand - now.Reserved || WasHeldFor(e.MovementId!), "never oversold",
            $"{e.MovementId} takes what is held away");
        if (e.Earmarked is { } earmarked)
        {
            var most = Math.Max(0, Math.Min(_earmarked + delta, now.Available + delta));
            Require(delta > 0 && earmarked >= 0 && earmarked <= most, "decided on what is", $"{earmarked} are put aside for the queue, {most} could be");
            _earmarked = earmarked;
        }

        return now with
        {
            OnHand = now.OnHand + delta,
            Damaged = now.Damaged + (isBooked && e.Kind is ("Damage" or "DamagedReturn") ? e.Quantity : 0),
            Received = now.Received + Math.Max(0, delta),
            GoneOut = now.GoneOut + Math.Max(0, -delta),
        };
    }

    /// <summary>What the rules of the feeds make of it, where a source tells it: looked through anew in all that was ever said of the item.</summary>
    private (long Delta, bool IsBooked) Settled(StockBody e, long delta)
    {
        var kind = Enum.Parse<MovementKind>(e.Kind);
        var feed = e.Feed is { } said ? new FeedMark(said.Source, said.Precedence, said.Version) : null;
        var move = new Move(e.MovementId!, kind, e.Quantity, OccurredAt: e.OccurredAt, Feed: feed);
        var outcome = MoveOutcome.Booked;
        if (feed is not null)
        {
            (outcome, var onHand) = _feeds.Settle(move, e.At);
            delta = kind == MovementKind.Count ? (onHand ?? Now.OnHand) - Now.OnHand : outcome == MoveOutcome.Booked ? delta : 0;
            var told = e.Outcome == "Left" ? nameof(MoveOutcome.Booked) : e.Outcome;
            Require(told == $"{outcome}", "a source's word counts as its rank and time say", $"{move} is {told}, by the rules it is {outcome}");
        }

        _feeds.Note(e.At, move, outcome);
        return (delta, outcome == MoveOutcome.Booked);
    }

    /// <summary>What a transfer held until right now leaves for it, whatever a till has sold meanwhile.</summary>
    private bool WasHeldFor(string movementId) => Newest(movementId[..Math.Max(0, movementId.LastIndexOf('/'))])?.EndedAt == Version;

    private Figures Held(StockBody e, long version)
    {
        var now = Now;
        Require(e.FromQueue || e.Quantity <= now.Available - _earmarked, "what arrives for the queue is the queue's", $"{e.Quantity} held for {e.ReservationId}, {_earmarked} of {now.Available} are for the queue");
        _earmarked -= e.FromQueue ? Math.Min(_earmarked, e.Quantity) : 0;
        Require(e.Quantity <= now.Available, "never oversold", $"{e.Quantity} held for {e.ReservationId} of {now.Available} available");
        Require(
            !_live.Exists(hold => hold.IsDue(e.At)), "expiry comes first", $"{e.ReservationId} is held while {_live.Find(hold => hold.IsDue(e.At))} is due");
        var lives = Lives(e.ReservationId!);
        Require(lives.All(life => !life.IsLive && life.OfBasket && e.OfBasket), "done once", $"{e.ReservationId} is held twice");
        Require(e.HeldUntil == e.At.AddSeconds(e.TtlSeconds), "decided on what is", $"{e.ReservationId} is held until {e.HeldUntil:HH:mm:ss.fff}");
        var life = new HoldLife
        {
            ReservationId = e.ReservationId!,
            Quantity = e.Quantity,
            Remaining = e.Quantity,
            TtlSeconds = e.TtlSeconds,
            CustomerId = e.CustomerId,
            OfBasket = e.OfBasket,
            FromQueue = e.FromQueue,
            FirstHeldUntil = e.HeldUntil,
            HeldUntil = e.HeldUntil,
            Since = version,
        };
        if (!_holds.TryGetValue(life.ReservationId, out var all))
            _holds[life.ReservationId] = all = [];
        all.Add(life);
        _live.Add(life);
        return now with { Reserved = now.Reserved + e.Quantity, Holds = now.Holds + 1 };
    }

    private Figures Prepared(StockBody e)
    {
        if (LiveHold(e.ReservationId, "a preparation") is { } hold)
        {
            Require(!hold.IsDue(e.At), "an end is an end", $"{hold} is prepared at {e.At:HH:mm:ss.fff}, when it is due");
            hold.Attempt = e.Attempt;
        }

        return Now;
    }

    private Figures PrepareAborted(StockBody e)
    {
        if (LiveHold(e.ReservationId, "an abortion") is { } hold)
        {
            Require(hold.Attempt == e.Attempt, "decided on what is", $"attempt {e.Attempt} is aborted, {hold.Attempt} is prepared");
            hold.Attempt = 0;
        }

        return Now;
    }

    private Figures Confirmed(StockBody e, long version)
    {
        if (LiveHold(e.ReservationId, "a confirmation") is { } hold)
        {
            Require(!hold.IsDue(e.At), "an end is an end", $"{hold} is confirmed at {e.At:HH:mm:ss.fff}, when it is due");
            hold.ConfirmedAt ??= version;
            hold.Attempt = 0;
        }

        return Now;
    }

    private Figures Extended(StockBody e)
    {
        if (LiveHold(e.ReservationId, "an extension") is { } hold)
        {
            Require(!hold.IsDue(e.At), "an end is an end", $"{hold} is extended at {e.At:HH:mm:ss.fff}, when it is due");
            Require(e.HeldUntil >= hold.HeldUntil, "never held shorter than promised", $"{hold} is cut to {e.HeldUntil:HH:mm:ss.fff}");
            Require(e.ExtensionId is null || _named.Add($"e/{e.ExtensionId}"), "done once", $"extension {e.ExtensionId} is recorded twice");
            hold.HeldUntil = e.HeldUntil;
        }

        return Now;
    }

    private Figures Fulfilled(StockBody e, long version)
    {
        if (LiveHold(e.ReservationId, "a fulfilment") is not { } hold)
            return Now;
        Require(hold.IsConfirmed, "goods leave for what is confirmed", $"{hold} is fulfilled");
        Require(e.Quantity <= hold.Remaining, "done once", $"{e.Quantity} leave for {hold}");
        Require(e.FulfilmentId is null || _named.Add($"f/{e.FulfilmentId}"), "done once", $"fulfilment {e.FulfilmentId} is recorded twice");
        hold.Remaining -= e.Quantity;
        var gone = e.Outcome == "Released" ? 0 : e.Quantity;
        var now = Now with { OnHand = Now.OnHand - gone, Reserved = Now.Reserved - e.Quantity, GoneOut = Now.GoneOut + gone };
        return hold.Remaining == 0 ? Ended(hold, "Fulfilled", version, now) : now;
    }

    private Figures HoldEnded(StockBody e, long version)
    {
        if (LiveHold(e.Hold!.ReservationId, "an end") is not { } hold)
            return Now;
        Require(e.Hold.Remaining == hold.Remaining, "decided on what is", $"{e.Hold.Remaining} units come back from {hold}");
        Require(e.End != "Expired" || hold.IsDue(e.At), "held as long as promised", $"{hold} expires at {e.At:HH:mm:ss.fff}");
        if (e.End == "Uncovered")
            CheckUncovered(e, hold);
        _earmarked += hold is { FromQueue: true, IsConfirmed: false } ? hold.Remaining : 0;
        return Ended(hold, e.End, version, Now with { Reserved = Now.Reserved - hold.Remaining });
    }

    /// <summary>Carts give way where there is too little, and of them the newest.</summary>
    private void CheckUncovered(StockBody e, HoldLife hold)
    {
        Require(Now.Deficit > 0, "held as long as promised", $"{hold} gives way at {Now}");
        Require(!hold.IsConfirmed && hold.Attempt == 0, "what is confirmed stays", $"{hold} gives way, attempt {hold.Attempt} is under way");
        var newer = _live.Find(other => other is { IsConfirmed: false, Attempt: 0 } && !other.IsDue(e.At) && other.HeldAt > hold.HeldAt);
        Require(newer is null, "the newest gives way first", $"{hold} gives way before {newer}");
    }

    private Figures Earmarked(StockBody e)
    {
        Require(e.Quantity < _earmarked, "decided on what is", $"{e.Quantity} are left to the queue of {_earmarked}");
        _earmarked = e.Quantity;
        return Now;
    }

    private Figures Ended(HoldLife hold, string end, long version, Figures figures)
    {
        (hold.End, hold.EndedAt) = (end, version);
        _live.Remove(hold);
        return figures with { Holds = figures.Holds - 1 };
    }
}
