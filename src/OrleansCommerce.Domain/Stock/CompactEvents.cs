using OrleansCommerce.Domain.Feeds;

namespace OrleansCommerce.Domain.Stock;

/// <summary>What an item remembers, and by which id it is looked for: its own, or where it ended a reservation, that one's.</summary>
internal enum RememberedKind : byte
{
    Moved,
    Extended,
    FulfilledPart,
    FulfilledWhole,
    HoldEnded,
}

/// <summary>Remembered events in few bytes and back.</summary>
internal static class CompactEvents
{
    /// <summary>Set in the kind of a movement that a source has told: what is known of that follows at the end.</summary>
    private const int OfFeed = 0x80;

    /// <summary>An upper bound of the bytes that an event takes: its texts, and numbers of at most ten bytes each.</summary>
    public static int SizeMax(StockEvent happened) => 256 + (3 * (happened switch
    {
        Moved e => e.MovementId.Length + (e.Reason?.Length ?? 0) + (e.Feed?.Source.Length ?? 0),
        Extended e => (e.ExtensionId?.Length ?? 0) + Length(e.Hold),
        Fulfilled e => (e.FulfilmentId?.Length ?? 0) + Length(e.Hold),
        HoldEnded e => Length(e.Hold),
        _ => throw NotRemembered(happened),
    }));

    public static void Write(StockEvent happened, ref CompactWriter to)
    {
        switch (happened)
        {
            case Moved e: Write(e, ref to); break;
            case Extended e:
                Start(RememberedKind.Extended, e.ExtensionId, e.ReservationId, e.At, ref to);
                to.Time(e.HeldUntil, e.At);
                to.Number(e.TtlSeconds);
                Write(e.Hold, e.At, ref to);
                break;
            case Fulfilled e:
                var kind = e.Hold.Remaining == 0 ? RememberedKind.FulfilledWhole : RememberedKind.FulfilledPart;
                Start(kind, e.FulfilmentId, e.ReservationId, e.At, ref to);
                to.Number(e.Quantity);
                Write(e.Hold, e.At, ref to);
                to.Byte((byte)e.Outcome);
                break;
            case HoldEnded e:
                Start(RememberedKind.HoldEnded, null, e.Hold.ReservationId, e.At, ref to);
                to.Byte((byte)e.End);
                Write(e.Hold, e.At, ref to);
                break;
            default: throw NotRemembered(happened);
        }
    }

    public static StockEvent Read(ReadOnlySpan<byte> entry)
    {
        var from = new CompactReader(entry);
        var kind = (RememberedKind)from.Byte();
        var id = from.Text();
        var reservation = from.Text();
        var at = from.Time(default);
        return kind switch
        {
            RememberedKind.Moved => ReadMoved(at, id!, ref from),
            RememberedKind.Extended => new Extended(
                at, reservation!, from.Time(at), (int)from.Number(), id, ReadHold(reservation!, at, ref from)),
            RememberedKind.HoldEnded => new HoldEnded(at, (HoldEnd)from.Byte(), ReadHold(reservation!, at, ref from)),
            _ => new Fulfilled(at, reservation!, from.Number(), id, ReadHold(reservation!, at, ref from), (HoldOutcome)from.Byte()),
        };
    }

    private static int Length(HoldFigures hold) => hold.ReservationId.Length + (hold.CustomerId?.Length ?? 0) + (hold.OrderId?.Length ?? 0);

    private static void Start(RememberedKind kind, string? id, string? reservationId, DateTimeOffset at, ref CompactWriter to)
    {
        to.Byte((byte)kind);
        to.Text(id);
        to.Text(reservationId);
        to.Time(at, default(DateTimeOffset));
    }

    private static void Write(Moved e, ref CompactWriter to)
    {
        Start(RememberedKind.Moved, e.MovementId, null, e.At, ref to);
        to.Byte(e.Feed is null ? (byte)e.Kind : (byte)((int)e.Kind | OfFeed));
        to.Number(e.Quantity);
        to.Number(e.Delta);
        to.Text(e.Reason);
        to.Time(e.OccurredAt, e.At);
        to.Number(e.After.Version);
        to.Number(e.After.OnHand);
        to.Number(e.After.Reserved);
        to.Number(e.After.SafetyStock);
        to.Number(e.After.Damaged);
        to.Number(e.After.Received);
        to.Number(e.After.GoneOut);
        to.Number(e.After.Holds);
        to.Time(e.After.NextDue, e.At);
        to.Time(e.After.At, e.At);
        to.Number(e.Deficit);
        if (e.Feed is { } feed)
        {
            to.Text(feed.Source);
            to.Number(feed.Precedence);
            to.Number(feed.Version);
            to.Byte((byte)e.Outcome);
        }
    }

    private static Moved ReadMoved(DateTimeOffset at, string id, ref CompactReader from)
    {
        var kind = from.Byte();
        var moved = ReadMoved(at, id, (MovementKind)(kind & ~OfFeed), ref from);
        return (kind & OfFeed) == 0 ? moved : moved with
        {
            Feed = new FeedMark(from.Text()!, (int)from.Number(), from.Number()),
            Outcome = (MoveOutcome)from.Byte(),
        };
    }

    private static Moved ReadMoved(DateTimeOffset at, string id, MovementKind kind, ref CompactReader from) => new(
        at, id, kind, from.Number(), from.Number(), from.Text(), from.OptionalTime(at),
        new StockFigures(
            from.Number(), from.Number(), from.Number(), from.Number(), from.Number(), from.Number(), from.Number(), (int)from.Number(),
            from.OptionalTime(at), from.Time(at)),
        from.Number());

    /// <summary>Its reservation is the event's.</summary>
    private static void Write(HoldFigures hold, DateTimeOffset at, ref CompactWriter to)
    {
        to.Byte((byte)hold.Status);
        to.Number(hold.Quantity);
        to.Number(hold.Remaining);
        to.Time(hold.HeldUntil, at);
        to.Time(hold.FirstHeldUntil, at);
        to.Number(hold.TtlSeconds);
        to.Text(hold.CustomerId);
        to.Flag(hold.OfBasket);
        to.Text(hold.OrderId);
    }

    private static HoldFigures ReadHold(string reservationId, DateTimeOffset at, ref CompactReader from) => new(
        reservationId, (HoldStatus)from.Byte(), from.Number(), from.Number(), from.OptionalTime(at), from.Time(at), (int)from.Number(),
        from.Text(), from.Flag(), from.Text());

    private static InvalidOperationException NotRemembered(StockEvent happened) =>
        new($"A stock item does not remember {happened.GetType().Name}.");
}
