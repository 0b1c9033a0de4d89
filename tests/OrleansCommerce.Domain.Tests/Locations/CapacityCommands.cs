using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Tests.Locations;

/// <summary>Draws commands from few ids, few slots of two grids and small numbers, so that they collide.</summary>
internal sealed class CapacityCommands(Seeded seeded)
{
    private int _reservation = 8;
    private int _id = 4;

    public CapacityCommand Next(DateTimeOffset now, IReadOnlyList<(string Id, long Attempt)> inDoubt) => seeded.Below(100) switch
    {
        < 5 => new SetCapacity(seeded.Pick<long?>(null, -1, 0, 3, 5, 5, 8)),
        < 10 => new SetSlotCapacity(ASlot(now), seeded.Pick<long?>(null, -1, 0, 2, 6)),
        < 42 => AHold(now),
        < 51 => new PrepareSlot(Reservation(even: true), 1 + seeded.Below(4)),
        < 56 => inDoubt.Count > 0 ? new AbortSlot(inDoubt[0].Id, inDoubt[0].Attempt) : new AbortSlot(Reservation(), 1 + seeded.Below(4)),
        < 69 when Reservation() is var id => new ConfirmSlot(id, seeded.OneIn(8) != IsBasket(id), seeded.Pick(1, 3, long.MaxValue)),
        < 76 when Reservation() is var id => new ReleaseSlot(id, seeded.OneIn(8) != IsBasket(id), seeded.Pick(1, 2, long.MaxValue)),
        < 84 => new ExtendSlot(Reservation(), seeded.Pick(1, 5, 600), seeded.OneIn(2) ? null : $"e-{_id += seeded.Below(2)}"),
        < 97 => AFinish(),
        _ => new ExpireDueSlots(),
    };

    public static string? ReservationOf(CapacityCommand command) => command switch
    {
        HoldSlot c => c.ReservationId,
        PrepareSlot c => c.ReservationId,
        AbortSlot c => c.ReservationId,
        ConfirmSlot c => c.ReservationId,
        ReleaseSlot c => c.ReservationId,
        ExtendSlot c => c.ReservationId,
        FinishWork c => c.ReservationId,
        _ => null,
    };

    private static bool IsBasket(string id) => id[^1] % 2 == 0;

    private HoldSlot AHold(DateTimeOffset now)
    {
        var id = Reservation();
        var slot = seeded.OneIn(12) ? new PickSlot(now, now.AddMinutes(-5)) : ASlot(now);
        return new(
            id, slot, seeded.Pick(0, 1, 1, 1, 2, 3), seeded.Pick(0, 1, 3, 5, 20, 600), seeded.Pick(null, "c-1"), IsBasket(id),
            IsBasket(id) ? 1 + seeded.Below(3) : 0);
    }

    /// <summary>Of the hour's grid mostly, of the half hour's now and then, from just past to a few hours ahead.</summary>
    private PickSlot ASlot(DateTimeOffset now)
    {
        var hour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero).AddHours(seeded.Below(4) - 1);
        if (!seeded.OneIn(4))
        {
            return new(hour, hour.AddHours(1));
        }

        var half = hour.AddMinutes(30 * seeded.Below(2));
        return new(half, half.AddMinutes(30));
    }

    private FinishWork AFinish() => seeded.Below(3) switch
    {
        0 => new(Reservation()),
        1 => new(Reservation(), null, $"all-{_id += seeded.Below(2)}"),
        _ => new(Reservation(), seeded.Pick(0, 1, 1, 2, 9), $"part-{_id += seeded.Below(2)}"),
    };

    private string Reservation(bool even = false)
    {
        _reservation += seeded.OneIn(6) ? 1 : 0;
        var number = Math.Max(0, _reservation - seeded.Below(8));
        return $"r-{(even && !seeded.OneIn(4) ? number / 2 * 2 : number)}";
    }
}
