using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Benchmarks.Routing;

/// <summary>
/// A chain of so many locations over a country, in towns, with SKUs that nearly all of them carry and SKUs that hardly any does. Drawn
/// from a fixed seed.
/// </summary>
internal sealed class RoutingWorld
{
    private const int Skus = 400;
    private const int LocationsPerTown = 8;

    /// <summary>What part of the locations carries a SKU: from nearly all to one in a hundred, evenly over the SKUs.</summary>
    private static readonly double[] Carried = [0.9, 0.6, 0.3, 0.1, 0.03, 0.01];

    private readonly Random _random = new(20260401);
    private readonly List<Coordinates> _towns = [];
    private readonly SkuStock[] _stock;

    public RoutingWorld(int locations)
    {
        for (var town = 0; town < Math.Max(1, locations / LocationsPerTown); town++)
        {
            _towns.Add(new(26 + (_random.NextDouble() * 20), -120 + (_random.NextDouble() * 40)));
        }

        Board = LocationBoard.Of(Enumerable.Range(0, locations).Select(Location));
        _stock = [.. Enumerable.Range(0, Skus).Select(Stock)];
    }

    public static DateTimeOffset Now { get; } = new(2026, 4, 1, 15, 0, 0, TimeSpan.Zero);

    public LocationBoard Board { get; }

    /// <summary>Every figure of every SKU.</summary>
    public IEnumerable<(string Sku, string LocationId, long Units)> Items => _stock.SelectMany(stock => Enumerable.Range(0, Board.Count)
        .Select(location => (stock.Sku, Board.Index.Ids[location], Units: stock.At(location).Available)).Where(item => item.Units > 0));

    /// <param name="asCarried">SKUs are asked for as often as they are carried; else all alike, which is harder.</param>
    public (RoutingRequest Request, RoutingSnapshot Snapshot) Basket(int lines, bool asCarried)
    {
        var skus = new SortedSet<int>();
        while (skus.Count < lines)
        {
            var sku = _random.Next(Skus);
            if (!asCarried || _random.NextDouble() < Carried[sku % Carried.Length])
            {
                skus.Add(sku);
            }
        }

        var request = new RoutingRequest(
            [.. skus.Select(sku => new RequestLine(_stock[sku].Sku, 1 + _random.Next(3)))],
            FulfilmentMethods.Pickup | FulfilmentMethods.Delivery, Now)
        {
            Destination = Near(_towns[_random.Next(_towns.Count)], 0.3),
        };
        return (request, new(Board, [.. skus.Select(sku => _stock[sku])]));
    }

    private LocationFacts Location(int number)
    {
        var slot = new PickSlot(Now.AddHours(1), Now.AddHours(2));
        var isWarehouse = number % 50 == 0;
        return new(
            $"s-{number:D5}", isWarehouse ? LocationKind.Warehouse : LocationKind.Store, Near(_towns[number % _towns.Count], 0.2),
            isWarehouse ? LocationServices.ShipFrom : LocationServices.Pickup | LocationServices.ShipFrom, ["ground"], null, _random.Next(60),
            [new(slot, Now.AddMinutes(10), 5), new(new(slot.End, slot.End.AddHours(1)), Now.AddMinutes(70), 20)],
            [new(Now.AddHours(3), Now.AddHours(3), slot, 5)], Now);
    }

    private SkuStock Stock(int number) => SkuStock.Pack(
        Board.Index, $"sku-{number:D4}", Now,
        Board.Index.Ids.Where(_ => _random.NextDouble() < Carried[number % Carried.Length])
            .Select(id => new StockFigure(id, 1 + _random.Next(30), _random.Next(10) == 0 ? 60 + _random.Next(40) : 100)).ToList());

    private Coordinates Near(Coordinates town, double degrees) =>
        new(town.Latitude + ((_random.NextDouble() - 0.5) * degrees), town.Longitude + ((_random.NextDouble() - 0.5) * degrees));
}
