using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing;

/// <summary>Everything from one store, where the customer comes for it.</summary>
public sealed partial class Router
{
    private readonly List<(long Cost, double Far, int Location)> _ranked = [];

    private ImmutableArray<RoutingOption> PickUp(RoutingTier tier, bool mayBeLate, Func<int, bool> isAsked)
    {
        var view = new RoutingView(_compiled!, _snapshot, _request, Pickups, CustomerPlace, mayBeLate: mayBeLate);
        _views.Add(view);
        _ranked.Clear();
        var candidates = 0;
        for (var location = 0; location < _snapshot.Board.Count && !IsLateAt(location); location++)
        {
            if (_whole[location] == Lines && isAsked(location) && PickUpCost(view, location) is { } cost)
            {
                candidates++;
                _ranked.Add((PlanCost.Whole(cost), view.ChordSquared(location), location));
            }
        }

        _ranked.Sort();
        var nearest = _ranked.Count > 0 ? _ranked.MinBy(one => (one.Far, one.Location)).Location : NoLocation;
        return
        [
            .. _ranked.Take(_request.OptionsMax).Select((one, rank) => PickUpOption(view, one.Location, tier, rank == 0, one.Location == nearest, candidates)),
        ];
    }

    /// <summary>Null: it does not match.</summary>
    private double? PickUpCost(RoutingView view, int location)
    {
        var matches = view.HasService(location) && view.IsKnownPlace(location) && view.IsNear(view.ChordSquared(location))
            && !view.IsExcluded(location) && view.Rules.Broken(location) is null;
        if (!matches || view.Slot(location, out _) is not { } slot)
        {
            return null;
        }

        var cost = view.OpenCost(location, view.Km(location), null, slot.Slot.Start).Total;
        for (var line = 0; line < Lines; line++)
        {
            if (view.Rules.HasLineRules && view.Rules.BrokenBy(location, line) is not null)
            {
                return null;
            }

            cost += PickCost(view, location, line);
        }

        return cost;
    }

    private RoutingOption PickUpOption(RoutingView view, int location, RoutingTier tier, bool isBest, bool isNearest, int candidates)
    {
        var (slot, km) = (view.Slot(location, out _)!.Value.Slot, view.Km(location));
        var cost = view.OpenCost(location, km, null, slot.Start);
        for (var line = 0; line < Lines; line++)
        {
            cost += PickCostParts(view, location, line);
        }

        ImmutableArray<PlannedLine> lines = [.. _request.Lines.Select(line => new PlannedLine(line.Sku, line.Quantity))];
        var reasons = new List<string>();
        Note(reasons, isNearest && view.HasPlace, ReasonCodes.NearestWithStock);
        Note(reasons, isBest, _isLate ? ReasonCodes.SearchStopped : ReasonCodes.LowestCost);
        Note(reasons, !isBest, ReasonCodes.NextBest);
        Note(reasons, _request.WantedBy is { } wanted && slot.Start > wanted, ReasonCodes.LaterThanWanted);
        return new(
            view.MethodAt(location), tier, slot.Start, slot, km, cost,
            [new(_snapshot.Board.Index.Ids[location], lines, slot, km, null, null, null, cost)], [.. reasons], AsOf([location]),
            new(!_isLate, _isLate ? 0 : cost.Total, 0, candidates))
        {
            CollectAt = _snapshot.Board.Index.Ids[location],
        };
    }

    private static void Note(List<string> reasons, bool isSo, string reason)
    {
        if (isSo)
        {
            reasons.Add(reason);
        }
    }
}
