using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>
/// The router as one would write it first: formulas straight from the policy's words, distances by the haversine, and every way to
/// assign lines to locations. Shares no code with the product beyond its data types.
/// </summary>
internal sealed class NaiveRouter(RoutingRequest request, RoutingPolicy policy, IReadOnlyList<LocationFacts> facts, IReadOnlyList<NaiveStock> stock)
{
    private readonly List<(double Open, double?[] Pick, long[] Usable)> _sources =
        [.. facts.Select(f => Source(request, policy, f, stock)).OfType<(double, double?[], long[])>()];

    private double _best;

    /// <summary>The least cost of a delivery, or null. Cuts off only what costs more than what was found.</summary>
    public double? Delivery()
    {
        _best = double.MaxValue;
        Assign(0, new bool[_sources.Count], 0, 0);
        return _best < double.MaxValue ? _best : null;
    }

    /// <summary>What a plan's picks cost, by these formulas.</summary>
    public static double CostOf(
        RoutingOption option, RoutingRequest request, RoutingPolicy policy, IReadOnlyList<LocationFacts> facts, IReadOnlyList<NaiveStock> stock)
    {
        var cost = 0.0;
        foreach (var fulfilment in option.Fulfilments)
        {
            var source = Source(request, policy, facts.Single(f => f.LocationId == fulfilment.LocationId), stock)!.Value;
            cost += source.Open;
            foreach (var line in fulfilment.Lines)
            {
                var at = request.Lines.ToList().FindIndex(asked => asked.Sku == line.Sku);
                Assert.InRange(line.Quantity, 1, source.Usable[at]);
                cost += source.Pick[at]!.Value;
            }
        }

        return cost;
    }

    public static double Km(Coordinates from, Coordinates to)
    {
        static double Radians(double degrees) => degrees * Math.PI / 180;
        var (dLat, dLon) = (Radians(to.Latitude - from.Latitude), Radians(to.Longitude - from.Longitude));
        var a = Math.Pow(Math.Sin(dLat / 2), 2)
            + (Math.Cos(Radians(from.Latitude)) * Math.Cos(Radians(to.Latitude)) * Math.Pow(Math.Sin(dLon / 2), 2));
        return 6_371.0088 * 2 * Math.Atan2(Math.Sqrt(a), Math.Sqrt(1 - a));
    }

    private void Assign(int line, bool[] opened, int openCount, double cost)
    {
        if (cost >= _best)
        {
            return;
        }

        if (line == request.Lines.Length)
        {
            _best = cost;
            return;
        }

        foreach (var part in Parts(line, 0, request.Lines[line].Quantity, policy.Limits.LinePartsMax))
        {
            var added = part.Where(source => !opened[source]).ToList();
            if (openCount + added.Count <= policy.Limits.FulfilmentsMax)
            {
                added.ForEach(source => opened[source] = true);
                var more = added.Sum(source => _sources[source].Open) + part.Sum(source => _sources[source].Pick[line]!.Value);
                Assign(line + 1, opened, openCount + added.Count, cost + more);
                added.ForEach(source => opened[source] = false);
            }
        }
    }

    /// <summary>Every set of sources, up to so many, that has enough of a line.</summary>
    private IEnumerable<List<int>> Parts(int line, int from, long missing, int partsLeft)
    {
        if (missing <= 0)
        {
            yield return [];
        }

        for (var source = from; source < _sources.Count && missing > 0 && partsLeft > 0; source++)
        {
            if (_sources[source].Pick[line] is not null)
            {
                foreach (var rest in Parts(line, source + 1, missing - _sources[source].Usable[line], partsLeft - 1))
                {
                    rest.Add(source);
                    yield return rest;
                }
            }
        }
    }

    private static (double Open, double?[] Pick, long[] Usable)? Source(
        RoutingRequest request, RoutingPolicy policy, LocationFacts facts, IReadOnlyList<NaiveStock> stock)
    {
        var dispatch = facts.Dispatches.Where(d => d.OrderBy >= request.At && d.Left >= 1).Select(d => (UpcomingDispatch?)d).FirstOrDefault();
        if (!facts.Services.HasFlag(LocationServices.ShipFrom) || facts.Place is not { } place || dispatch is null
            || request.Excluded.Contains(facts.LocationId) || Km(place, request.Destination!.Value) > policy.Limits.DeliveryKmMax)
        {
            return null;
        }

        var km = Km(place, request.Destination!.Value);
        var w = policy.Weights;
        var carriers = policy.Carriers.IsEmpty ? [CarrierTerms.Default] : policy.Carriers.Where(c => facts.Carriers.Contains(c.Name)).ToList();
        double? sending = null;
        foreach (var carrier in carriers)
        {
            var arrives = dispatch.Value.LeavesAt.AddHours(carrier.TransitHours + (km / carrier.KmPerHour));
            var late = request.WantedBy is { } wanted ? Math.Max(0, (arrives - wanted).TotalHours) : 0;
            var cost = carrier.ParcelCost + (km * carrier.KmCost) + ((arrives - request.At).TotalHours * w.WaitHour) + (late * w.LateHour);
            sending = late <= policy.Limits.LateHoursMax ? Math.Min(sending ?? double.MaxValue, cost) : sending;
        }

        if (sending is null)
        {
            return null;
        }

        var usable = stock.Select(s => Usable(policy, s, facts.LocationId)).ToArray();
        return (w.Parcel + (w.DeliveryKm * km) + (w.Backlog * facts.Backlog) + sending.Value,
            [.. stock.Select((s, line) => PickCost(w, s.At(facts.LocationId), usable[line], request.Lines[line].Quantity))], usable);
    }

    private static long Usable(RoutingPolicy policy, NaiveStock stock, string locationId)
    {
        var (available, confidence) = stock.At(locationId);
        var distrust = available * (1 - (confidence / 100.0)) * policy.Limits.DistrustBuffer;
        return Math.Max(0, available - policy.Limits.BufferUnits - (long)Math.Ceiling(Math.Round(distrust, 6)));
    }

    private static double? PickCost(RoutingWeights w, (long Available, int Confidence) figure, long usable, long quantity) => usable > 0
        ? w.PickedLine + (w.FailedPick * (1 - (figure.Confidence / 100.0))) + (w.StockOut * Math.Min(usable, quantity) / figure.Available)
        : null;
}

/// <summary>One SKU's figures by location.</summary>
internal sealed record NaiveStock(string Sku, IReadOnlyDictionary<string, (long Available, int Confidence)> Figures)
{
    public (long Available, int Confidence) At(string locationId) => Figures.GetValueOrDefault(locationId, (0, 100));

    public SkuStock Pack(LocationIndex index, DateTimeOffset asOf) => SkuStock.Pack(
        index, Sku, asOf, Figures.Select(figure => new StockFigure(figure.Key, figure.Value.Available, figure.Value.Confidence)));
}
