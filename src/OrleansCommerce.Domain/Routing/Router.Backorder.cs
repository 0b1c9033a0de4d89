using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing;

/// <summary>Later, when stock has arrived: the last rung.</summary>
public sealed partial class Router
{
    /// <summary>
    /// Each line from the location that can serve it first, by what it has and what it expects; of lines that nobody expects anything
    /// of, from the store the customer chose, a warehouse, or the nearest location that sends. Ready when the last line is.
    /// </summary>
    private ImmutableArray<RoutingOption> WaitForStock()
    {
        var view = new RoutingView(_compiled!, _snapshot, _request, FulfilmentMethods.Backorder, _request.Destination, mayBeLate: true);
        _views.Add(view);
        var sources = new (int Location, DateTimeOffset? ReadyAt)[Lines];
        var otherwise = new Lazy<(int, DateTimeOffset?)?>(() => Otherwise(view));
        for (var line = 0; line < Lines; line++)
        {
            if (IsLate() || (FirstExpected(view, line) ?? otherwise.Value) is not { } source)
            {
                return [];
            }

            sources[line] = source;
        }

        var readyAt = sources.Any(source => source.ReadyAt is null) ? null : sources.Max(source => source.ReadyAt);
        ImmutableArray<PlannedFulfilment> fulfilments =
        [
            .. sources.Select((source, line) => (source.Location, Line: _request.Lines[line])).GroupBy(pair => pair.Location)
                .OrderBy(group => group.Key).Select(group => Waiting(view, group.Key, [.. group.Select(pair => new PlannedLine(pair.Line.Sku, pair.Line.Quantity))])),
        ];
        var cost = fulfilments.Aggregate(default(CostParts), (sum, fulfilment) => sum + fulfilment.Cost);
        return
        [
            new(
                FulfilmentMethods.Backorder, RoutingTier.Backorder, readyAt, null, fulfilments.Max(fulfilment => fulfilment.DistanceKm), cost,
                fulfilments, [ReasonCodes.Backordered], AsOf(sources.Select(source => source.Location)), new(IsProven: true, cost.Total, 0, fulfilments.Length)),
        ];
    }

    private PlannedFulfilment Waiting(RoutingView view, int location, ImmutableArray<PlannedLine> lines)
    {
        var km = view.IsKnownPlace(location) ? view.Km(location) : 0;
        var weights = Policy.Weights;
        var cost = new CostParts(weights.Parcel, km * weights.DeliveryKm, weights.PickedLine * lines.Length, 0, 0, 0, 0, view.Rules.Penalty(location));
        return new(_snapshot.Board.Index.Ids[location], lines, null, km, null, null, null, cost);
    }

    /// <summary>Where the line can be served first: the earliest, then the nearest, then by id.</summary>
    private (int Location, DateTimeOffset? ReadyAt)? FirstExpected(RoutingView view, int line)
    {
        var stock = _snapshot.Stock[line];
        var need = _request.Lines[line].Quantity;
        var ready = stock.Location.ToArray().Where(location => Usable(location, line) >= need)
            .Select(location => (Location: location, ReadyAt: _request.At));
        var expected = stock.Inbound.GroupBy(lot => lot.Location)
            .Select(lots => (Location: lots.Key, ReadyAt: Expected(lots, need - Usable(lots.Key, line))))
            .Where(one => one.ReadyAt is not null).Select(one => (one.Location, ReadyAt: one.ReadyAt!.Value));
        (int Location, DateTimeOffset ReadyAt)? first = ready.Concat(expected).Where(one => MayWait(view, one.Location, line))
            .OrderBy(one => one.ReadyAt).ThenBy(one => view.ChordSquared(one.Location)).ThenBy(one => one.Location)
            .Select(one => ((int, DateTimeOffset)?)one).FirstOrDefault();
        return first is { } found ? (found.Location, found.ReadyAt) : null;
    }

    /// <summary>When so many units have come. Null: nobody knows, or never.</summary>
    private static DateTimeOffset? Expected(IEnumerable<(int Location, long Quantity, DateTimeOffset? ExpectedAt)> lots, long missing)
    {
        foreach (var lot in lots)
        {
            missing -= lot.Quantity;
            if (missing <= 0)
            {
                return lot.ExpectedAt;
            }
        }

        return null;
    }

    private (int Location, DateTimeOffset? ReadyAt)? Otherwise(RoutingView view)
    {
        var here = _request.LocationId is { } id ? _snapshot.Board.Index.Find(id) : null;
        int? found = Enumerable.Range(0, _snapshot.Board.Count).Where(location => MayWait(view, location, line: null))
            .OrderBy(location => location != here).ThenBy(location => _snapshot.Board[location].Kind != Locations.LocationKind.Warehouse)
            .ThenBy(view.ChordSquared).ThenBy(location => location).Select(location => (int?)location).FirstOrDefault();
        return found is { } location ? (location, null) : null;
    }

    private bool MayWait(RoutingView view, int location, int? line) =>
        !view.IsExcluded(location) && view.Rules.Broken(location) is null && (line is null || view.Rules.BrokenBy(location, line.Value) is null)
        && (view.HasService(location) || _request.LocationId == _snapshot.Board.Index.Ids[location]);
}
