using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

/// <summary>
/// Draws commands from few ids and small numbers, so that they collide: with each other, with what is held, and with what has ended.
/// The ids move on slowly, so that a history stays lively however long it is.
/// </summary>
internal sealed class StockCommands(Seeded seeded)
{
    private int _reservation = 8;
    private int _movement = 8;

    public StockCommand Next(long version, IReadOnlyList<(string Id, long Attempt)> inDoubt, DateTimeOffset clock) => seeded.Below(100) switch
    {
        < 12 => AMove(version),
        < 22 => OfFeed(AMove(version), clock),
        < 24 => new SetSafetyStock(seeded.Pick(-1, 0, 0, 1, 3)),
        < 46 => AReserve(),
        < 55 => new Prepare(OftenABasket(), 1 + seeded.Below(4)),
        < 60 => inDoubt.Count > 0 && seeded.OneIn(2) ? new Abort(inDoubt[0].Id, inDoubt[0].Attempt) : new Abort(Reservation(), seeded.Below(5)),
        < 72 when Reservation() is var id => new Confirm(id, seeded.OneIn(8) != IsBasket(id), seeded.Below(4), AnOrder(id)),
        < 79 when Reservation() is var id => new Release(id, seeded.OneIn(8) != IsBasket(id), seeded.OneIn(6) ? 1 : long.MaxValue, AnOrder(id)),
        < 86 => AnExtend(inDoubt.Count > 0 && seeded.OneIn(3) ? inDoubt[0].Id : Reservation()),
        < 97 => AFulfil(),
        _ => new ExpireDue(),
    };

    /// <summary>The same id with other content; null for a command that has no id.</summary>
    public static StockCommand? Altered(StockCommand command) => command switch
    {
        Move c => c with { Reason = c.Reason + "!" },
        Reserve c => c with { Quantity = c.Quantity + 1_000 },
        Extend { ExtensionId: not null } c => c with { TtlSeconds = c.TtlSeconds + 1 },
        Fulfil { FulfilmentId: not null, Quantity: not null } c => c with { Quantity = c.Quantity + 1 },
        _ => null,
    };

    private Move AMove(long version)
    {
        var kind = seeded.OneIn(3) ? MovementKind.Receipt : seeded.Pick(Enum.GetValues<MovementKind>());
        var quantity = kind switch
        {
            MovementKind.Receipt => seeded.Pick(0, 1, 6, 12, 20),
            MovementKind.Adjustment => seeded.Pick(-4, -1, 0, 1, 4),
            MovementKind.Count => seeded.Pick(-1, 0, 3, 8, 20),
            _ => seeded.Pick(0, 1, 2, 4),
        };
        _movement += seeded.Below(2);
        return new Move(
            $"m-{_movement - seeded.Below(3)}", kind, quantity, seeded.Pick(null, "a"), null, seeded.Pick<long?>(null, null, version, version - 1));
    }

    /// <summary>Sources with one rank for good and one that changes, versions that mostly grow, and times that are mostly recent.</summary>
    private Move OfFeed(Move move, DateTimeOffset clock)
    {
        var source = seeded.Below(4);
        var version = seeded.OneIn(3) ? 0 : (clock.UtcTicks / TimeSpan.TicksPerSecond) - seeded.Below(3);
        var age = TimeSpan.FromMilliseconds(seeded.Pick(0, 20, 400, 5_000, 60_000, 3_600_000, 5 * 3_600_000, -1_000));
        return move with
        {
            Feed = new FeedMark($"s-{source}", source == 3 ? seeded.Below(5) : source, version),
            OccurredAt = seeded.OneIn(4) ? null : clock - age,
            ExpectedVersion = seeded.OneIn(8) ? move.ExpectedVersion : null,
        };
    }

    /// <summary>Whether an id belongs to a basket depends on the id alone, as it does where ids come from.</summary>
    private static bool IsBasket(string id) => id[^1] % 2 == 0;

    private Reserve AReserve()
    {
        var id = Reservation();
        var ofBasket = IsBasket(id);
        return new Reserve(
            id, seeded.Pick(0, 1, 1, 2, 2, 3, 5, 40), seeded.Pick(0, 1, 1, 3, 5, 5, 20, 86_400, 86_401), seeded.Pick(null, "c-1"), ofBasket,
            ofBasket ? 1 + seeded.Below(3) : 0);
    }

    private Extend AnExtend(string id) =>
        new(id, seeded.Pick(1, 5, 600), seeded.OneIn(2) ? null : $"e-{_movement - seeded.Below(3)}");

    /// <summary>Part of a hold is taken under an id of its own always: without one it is not safe to repeat.</summary>
    private Fulfil AFulfil() => seeded.Below(3) switch
    {
        0 => Of(new Fulfil(Reservation())),
        1 => Of(new Fulfil(Reservation(), null, $"all-{_movement - seeded.Below(3)}")),
        _ => Of(new Fulfil(
            Reservation(), seeded.Pick(0, 1, 1, 2, 9), $"part-{_movement - seeded.Below(3)}", seeded.Pick(Enum.GetValues<HoldOutcome>()))),
    };

    private Fulfil Of(Fulfil command) => command with { OrderId = AnOrder(command.ReservationId) };

    /// <summary>A single line is mostly its one order's, now and then nobody's or another's; a basket's lines do not know of orders.</summary>
    private string? AnOrder(string id) => IsBasket(id) ? null : seeded.OneIn(7) ? seeded.Pick(null, "o-other") : $"o-{id}";

    private string Reservation()
    {
        _reservation += seeded.OneIn(6) ? 1 : 0;
        return $"r-{Math.Max(0, _reservation - seeded.Below(seeded.OneIn(4) ? 40 : 8))}";
    }

    private string OftenABasket()
    {
        var id = Reservation();
        return IsBasket(id) || seeded.OneIn(4) ? id : OftenABasket();
    }

    /// <summary>The reservations that may be named now, for looking each of them up.</summary>
    public IEnumerable<string> RecentReservations => Enumerable.Range(Math.Max(0, _reservation - 40), 42).Select(n => $"r-{n}");
}
