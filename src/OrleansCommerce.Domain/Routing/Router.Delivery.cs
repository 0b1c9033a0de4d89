using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Routing.Search;

namespace OrleansCommerce.Domain.Routing;

/// <summary>From as many locations as it takes, to the customer or to a store.</summary>
public sealed partial class Router
{
    private int[] _candidates = [];
    private double[] _far = [];
    private long[] _need = [];

    /// <summary>The cheapest way to send everything, or none.</summary>
    private ImmutableArray<RoutingOption> Send(RoutingTier tier, FulfilmentMethods method, Coordinates to, int? store)
    {
        var view = new RoutingView(_compiled!, _snapshot, _request, method, to, store, mayBeLate: true);
        _views.Add(view);
        var count = Pose(view);
        var plan = _search.Solve(_problem, _budget);
        // The budget is for the whole request, whose ladder may need more than one search.
        _budget = _budget with { WorkMax = Math.Max(1, _budget.WorkMax - plan.Work), NodesMax = Math.Max(1, _budget.NodesMax - plan.Nodes) };
        // Of what it was not posed, no plan was sought.
        plan = _isLate ? plan with { IsProven = false, Bound = 0 } : plan;
        _isCut = _isCut || plan is { Cost: null, IsProven: false };
        return plan.Cost is null ? [] : [SendOption(view, tier, plan, count)];
    }

    private ImmutableArray<RoutingOption> SendToStore(RoutingTier tier) =>
        CollectingStore() is { } store && _snapshot.Board[store].Place is { IsValid: true } place
            ? Send(tier, FulfilmentMethods.ShipToStore, place, store)
            : [];

    /// <summary>The store the customer chose, or else the nearest where they may collect.</summary>
    private int? CollectingStore()
    {
        var methods = Pickups == 0 ? FulfilmentMethods.Pickup | FulfilmentMethods.Curbside : Pickups;
        var view = new RoutingView(_compiled!, _snapshot, _request, methods, CustomerPlace, mayBeLate: true);
        if (_request.LocationId is { } id)
        {
            return _snapshot.Board.Index.Find(id) is { } chosen && view.HasService(chosen) && !view.IsExcluded(chosen) ? chosen : null;
        }

        (int? Store, double Far) best = (null, double.MaxValue);
        for (var location = 0; location < _snapshot.Board.Count && !IsLateAt(location); location++)
        {
            var far = view.ChordSquared(location);
            var matches = far < best.Far && view.HasService(location) && view.IsKnownPlace(location) && view.IsNear(far)
                && !view.IsExcluded(location) && view.Rules.Broken(location) is null && view.Slot(location, out _) is not null;
            best = matches ? (location, far) : best;
        }

        return best.Store;
    }

    /// <summary>
    /// Sets the problem: the locations that match, the nearest first, then by id, which is also their rank. Their number.
    /// </summary>
    private int Pose(RoutingView view)
    {
        var count = Gather(view);
        Reset(ref _need, Lines);
        for (var line = 0; line < Lines; line++)
        {
            _need[line] = _request.Lines[line].Quantity;
        }

        var limits = Policy.Limits;
        _problem.Start(_need.AsSpan(0, Lines), limits.FulfilmentsMax, limits.LinePartsMax);
        var kept = 0;
        for (var i = 0; i < count && !IsLateAt(i); i++)
        {
            var (location, km) = (_candidates[i], view.Km(_candidates[i]));
            if (view.Ship(location, km, out _) is not { } shipment)
            {
                continue;
            }

            _problem.Add(PlanCost.Ranked(view.OpenCost(location, km, shipment, shipment.ArrivesAt).Total, kept));
            for (var line = 0; line < Lines; line++)
            {
                var usable = Usable(location, line);
                var isOffer = usable >= _need[line] || (usable > 0 && limits.LinePartsMax > 1);
                if (isOffer && (!view.Rules.HasLineRules || view.Rules.BrokenBy(location, line) is null))
                {
                    _problem.Offer(line, usable, PlanCost.Ranked(PickCost(view, location, line), 0));
                }
            }

            _candidates[kept++] = location;
        }

        return kept;
    }

    /// <summary>Those near enough that have anything, by distance and then number.</summary>
    private int Gather(RoutingView view)
    {
        Reset(ref _candidates, _snapshot.Board.Count);
        Reset(ref _far, _snapshot.Board.Count);
        var count = 0;
        for (var location = 0; location < _snapshot.Board.Count && !IsLateAt(location); location++)
        {
            if (_given[location] == 0 || !view.HasService(location) || !view.IsKnownPlace(location))
            {
                continue;
            }

            var far = view.ChordSquared(location);
            if (view.IsNear(far) && !view.IsExcluded(location) && view.Rules.Broken(location) is null)
            {
                (_candidates[count], _far[count]) = (location, far);
                count++;
            }
        }

        _far.AsSpan(0, count).Sort(_candidates.AsSpan(0, count));
        for (var (start, end) = (0, 0); start < count; start = end)
        {
            for (end = start + 1; end < count && _far[end] == _far[start]; end++)
            {
            }

            _candidates.AsSpan(start, end - start).Sort();
        }

        return count;
    }

    private RoutingOption SendOption(RoutingView view, RoutingTier tier, CoverPlan plan, int count)
    {
        ImmutableArray<PlannedFulfilment> fulfilments =
            [.. plan.Picks.GroupBy(pick => pick.Location).OrderBy(group => group.Key).Select(group => Fulfilment(view, _candidates[group.Key], group))];
        var cost = fulfilments.Aggregate(default(CostParts), (sum, fulfilment) => sum + fulfilment.Cost);
        var readyAt = fulfilments.Max(fulfilment => fulfilment.ArrivesAt)!.Value;
        var slot = view.Store is { } store ? CollectingSlot(store, readyAt) : null;
        var couldBeOne = false;
        for (var i = 0; i < count && fulfilments.Length > 1; i++)
        {
            couldBeOne |= _whole[_candidates[i]] == Lines;
        }

        var reasons = new List<string>();
        Note(reasons, fulfilments.Length == 1, ReasonCodes.SingleFulfilment);
        Note(reasons, fulfilments.Length > 1, couldBeOne ? ReasonCodes.SplitCheaper : ReasonCodes.SplitNeeded);
        reasons.Add(plan.IsProven ? ReasonCodes.LowestCost : ReasonCodes.SearchStopped);
        Note(reasons, _request.WantedBy is { } wanted && readyAt > wanted, ReasonCodes.LaterThanWanted);
        return new(
            view.Method, tier, slot?.Start ?? readyAt, slot, fulfilments.Max(fulfilment => fulfilment.DistanceKm), cost, fulfilments,
            [.. reasons], AsOf(plan.Picks.Select(pick => _candidates[pick.Location])),
            new(plan.IsProven, plan.IsProven ? cost.Total : Math.Min(cost.Total, PlanCost.Of(plan.Bound)), plan.Nodes, count))
        {
            CollectAt = view.Store is { } collecting ? _snapshot.Board.Index.Ids[collecting] : null,
        };
    }

    private PlannedFulfilment Fulfilment(RoutingView view, int location, IEnumerable<CoverPick> picks)
    {
        var km = view.Km(location);
        var shipment = view.Ship(location, km, out _)!.Value;
        var cost = view.OpenCost(location, km, shipment, shipment.ArrivesAt);
        var lines = ImmutableArray.CreateBuilder<PlannedLine>();
        foreach (var pick in picks)
        {
            cost += PickCostParts(view, location, pick.Line);
            lines.Add(new(_request.Lines[pick.Line].Sku, pick.Units));
        }

        var isSent = location != view.Store;
        return new(
            _snapshot.Board.Index.Ids[location], lines.ToImmutable(), shipment.PickSlot, km, shipment.Carrier, isSent ? shipment.LeavesAt : null,
            shipment.ArrivesAt, cost);
    }

    /// <summary>The first free slot after everything has arrived. Null: it lies beyond what is known yet.</summary>
    private PickSlot? CollectingSlot(int store, DateTimeOffset from)
    {
        foreach (var slot in _snapshot.Board[store].Slots)
        {
            if (slot.Slot.Start >= from && slot.Left > 0)
            {
                return slot.Slot;
            }
        }

        return null;
    }
}
