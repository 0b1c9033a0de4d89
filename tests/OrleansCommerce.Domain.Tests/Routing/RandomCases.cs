using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>Draws small networks in which everything that costs, or stands in the way, comes up.</summary>
internal static class RandomCases
{
    private static readonly string[] Carriers = ["ground", "air"];

    public static Case Draw(Seeded seeded)
    {
        var lines = 1 + seeded.Below(4);
        var facts = Enumerable.Range(0, 2 + seeded.Below(5)).Select(i => Location(seeded, $"s-{i}")).ToList();
        var request = new RoutingRequest(
            [.. Enumerable.Range(0, lines).Select(i => new RequestLine($"sku-{i}", 1 + seeded.Below(4)))], FulfilmentMethods.Delivery, Case.Now)
        {
            Destination = new(33 + (seeded.Below(100) / 100.0), -97 + (seeded.Below(100) / 100.0)),
            WantedBy = seeded.OneIn(3) ? Case.Now.AddHours(seeded.Below(60)) : null,
            Excluded = seeded.OneIn(5) ? ["s-1"] : [],
        };
        var stock = Enumerable.Range(0, lines).Select(i => new NaiveStock($"sku-{i}", facts.Where(_ => !seeded.OneIn(5))
            .ToDictionary(f => f.LocationId, _ => ((long)seeded.Below(12), seeded.OneIn(3) ? 50 + seeded.Below(51) : 100)))).ToList();
        return new(request, Policy(seeded), facts, stock);
    }

    public static RoutingPolicy Policy(Seeded seeded) => new()
    {
        Weights = new()
        {
            Parcel = seeded.Below(8),
            DeliveryKm = seeded.Below(5) / 50.0,
            PickedLine = seeded.Below(4) / 4.0,
            Backlog = seeded.Below(3) / 20.0,
            WaitHour = seeded.Below(3) / 50.0,
            LateHour = seeded.Below(3) / 4.0,
            FailedPick = seeded.Below(6),
            StockOut = seeded.Below(4),
        },
        Limits = new()
        {
            DeliveryKmMax = seeded.OneIn(3) ? 90 : 5_000,
            LateHoursMax = seeded.OneIn(3) ? 12 : 48,
            FulfilmentsMax = 2 + seeded.Below(4),
            LinePartsMax = 1 + seeded.Below(2),
            BufferUnits = seeded.OneIn(4) ? 1 : 0,
            DistrustBuffer = seeded.Below(3),
        },
        Carriers = seeded.OneIn(2) ? [new("ground", 0, 0, 24, 40), new("air", 3, 0.01, 6, 400)] : [],
    };

    private static LocationFacts Location(Seeded seeded, string id)
    {
        var slot = new PickSlot(Case.Now.AddHours(1), Case.Now.AddHours(2));
        return new(
            id, LocationKind.Store, seeded.OneIn(15) ? null : new(33 + (seeded.Below(1_000) / 1_000.0), -97 + (seeded.Below(1_000) / 1_000.0)),
            seeded.OneIn(10) ? LocationServices.Pickup : LocationServices.ShipFrom, [seeded.Pick(Carriers)], null, seeded.Below(40), [],
            [
                new(Case.Now.AddHours(seeded.OneIn(6) ? -1 : 1), Case.Now.AddHours(1), slot, seeded.Below(3)),
                new(Case.Now.AddHours(25), Case.Now.AddHours(25), slot, seeded.Below(3)),
            ],
            Case.Now);
    }
}
