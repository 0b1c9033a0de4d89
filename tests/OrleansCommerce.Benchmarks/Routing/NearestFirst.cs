using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Benchmarks.Routing;

/// <summary>The alternative: take from the nearest location whatever lines it has whole, go on with the next, and pay for parcels and distance.</summary>
internal static class NearestFirst
{
    /// <summary>Of the same cost as the router's, but without what depends on backlog, lateness and trust, which this rule does not look at: it is flattered.</summary>
    public static double Cost(RoutingRequest request, RoutingPolicy policy, RoutingSnapshot snapshot)
    {
        var open = Enumerable.Range(0, request.Lines.Length).ToHashSet();
        var order = Enumerable.Range(0, snapshot.Board.Count)
            .Select(location => (Location: location, Km: snapshot.Board[location].Place!.Value.KmTo(request.Destination!.Value)))
            .OrderBy(one => one.Km);
        var cost = 0.0;
        foreach (var (location, km) in order)
        {
            var taken = open.Where(line => snapshot.Stock[line].At(location).Available >= request.Lines[line].Quantity).ToList();
            if (taken.Count == 0)
            {
                continue;
            }

            open.ExceptWith(taken);
            cost += policy.Weights.Parcel + (km * policy.Weights.DeliveryKm) + (taken.Count * policy.Weights.PickedLine);
            if (open.Count == 0)
            {
                break;
            }
        }

        return cost;
    }
}
