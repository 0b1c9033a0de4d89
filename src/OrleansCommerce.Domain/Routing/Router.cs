using System.Collections.Immutable;
using OrleansCommerce.Domain.Routing.Search;

namespace OrleansCommerce.Domain.Routing;

/// <summary>
/// Which locations should serve a request: a pure function of request, policy and snapshot. An instance only keeps memory for the next
/// call, so it is for one caller at a time.
/// </summary>
public sealed partial class Router
{
    private const int LocationsPerLook = 64;

    private readonly CoverSearch _search = new();
    private readonly CoverProblem _problem = new();
    private readonly List<RoutingView> _views = [];
    private CompiledPolicy? _compiled;
    private RoutingRequest _request = null!;
    private RoutingSnapshot _snapshot = null!;
    private SearchBudget _budget;
    private bool _isLate;
    private bool _isCut;

    private RoutingPolicy Policy => _compiled!.Policy;

    /// <param name="snapshot">With the stock of each line, in the order of the lines, packed by the board's index.</param>
    /// <param name="budget">Null: the policy's, whatever time it takes.</param>
    /// <exception cref="ArgumentException">The snapshot is not one of this request.</exception>
    public RoutingAnswer Route(RoutingRequest request, RoutingPolicy policy, RoutingSnapshot snapshot, SearchBudget? budget = null)
    {
        var problems = RequestCheck.Problems(request);
        if (problems.IsEmpty && !IsCompiled(policy, snapshot.Board))
        {
            problems = [.. PolicyCheck.Problems(policy).Select(problem => problem with { Field = $"policy.{problem.Field}" })];
        }

        if (!problems.IsEmpty)
        {
            return new([], problems, policy.Version, null);
        }

        CheckSnapshot(request, snapshot);
        _compiled = IsCompiled(policy, snapshot.Board) ? _compiled : new(policy, snapshot.Board);
        _budget = budget is { } given
            ? given with { WorkMax = Math.Min(given.WorkMax, policy.Limits.SearchWorkMax) }
            : new(int.MaxValue, policy.Limits.SearchWorkMax);
        (_request, _snapshot, _isLate, _isCut) = (request, snapshot, false, false);
        _views.Clear();
        Weigh();
        var options = Exact();
        for (var rung = 0; rung < policy.Ladder.Length && options.IsEmpty && !IsLate(); rung++)
        {
            options = Climb(policy.Ladder[rung]);
        }

        return new(options, [], policy.Version, new([.. _views], options, snapshot.Board)) { IsCut = _isCut };
    }

    /// <summary>Whether everything ends now, with what was found so far.</summary>
    private bool IsLate()
    {
        if (!_isLate && _budget.IsLate)
        {
            (_isLate, _isCut) = (true, true);
        }

        return _isLate;
    }

    /// <summary>The same, asked of one location after the other: the clock is looked at with every so many.</summary>
    private bool IsLateAt(int location) => location % LocationsPerLook == 0 ? IsLate() : _isLate;

    /// <summary>What was asked for, exactly.</summary>
    private ImmutableArray<RoutingOption> Exact()
    {
        var asked = _request.Methods;
        var options = new List<RoutingOption>();
        if (Pickups is not FulfilmentMethods.None && !IsLate())
        {
            var here = _request.LocationId is { } id ? _snapshot.Board.Index.Find(id) ?? NoLocation : (int?)null;
            options.AddRange(PickUp(RoutingTier.Live, mayBeLate: false, location => here is null || location == here));
        }

        if (asked.HasFlag(FulfilmentMethods.Delivery) && _request.Destination is { } destination && !IsLate())
        {
            options.AddRange(Send(RoutingTier.Live, FulfilmentMethods.Delivery, destination, store: null));
        }

        if (asked.HasFlag(FulfilmentMethods.ShipToStore) && !IsLate())
        {
            options.AddRange(SendToStore(RoutingTier.Live));
        }

        return [.. options.OrderBy(option => option.Cost.Total).ThenBy(option => option.Method).Take(_request.OptionsMax)];
    }

    /// <summary>One rung of the ladder: what comes next when nothing is exactly what was asked.</summary>
    private ImmutableArray<RoutingOption> Climb(RoutingTier rung)
    {
        var here = _request.LocationId is { } id ? _snapshot.Board.Index.Find(id) ?? NoLocation : (int?)null;
        return rung switch
        {
            RoutingTier.NextSlot when Pickups != 0 => PickUp(rung, mayBeLate: true, location => here is null || location == here),
            RoutingTier.OtherStore when Pickups != 0 && here is not null => PickUp(rung, mayBeLate: true, location => location != here),
            RoutingTier.ShipToStore when Pickups != 0 || _request.Methods.HasFlag(FulfilmentMethods.ShipToStore) => SendToStore(rung),
            RoutingTier.Delivery when _request.Destination is { } place && !_request.Methods.HasFlag(FulfilmentMethods.Delivery) =>
                Send(rung, FulfilmentMethods.Delivery, place, store: null),
            RoutingTier.Backorder => WaitForStock(),
            _ => [],
        };
    }

    private FulfilmentMethods Pickups => _request.Methods & (FulfilmentMethods.Pickup | FulfilmentMethods.Curbside);

    /// <summary>Where the customer is. Who only says which store they chose is taken to be there: another one is near it, or too far.</summary>
    private Coordinates? CustomerPlace => _request.Destination
        ?? (_request.LocationId is { } id && _snapshot.Board.Index.Find(id) is { } here ? _snapshot.Board[here].Place : null);

    private bool IsCompiled(RoutingPolicy policy, LocationBoard board) =>
        _compiled is { } known && ReferenceEquals(known.Policy, policy) && ReferenceEquals(known.Shape, board.Shape);

    private static void CheckSnapshot(RoutingRequest request, RoutingSnapshot snapshot)
    {
        var fits = snapshot.Stock.Length == request.Lines.Length;
        for (var i = 0; i < request.Lines.Length && fits; i++)
        {
            fits = snapshot.Stock[i].Sku == request.Lines[i].Sku && ReferenceEquals(snapshot.Stock[i].Index, snapshot.Board.Index);
        }

        if (!fits)
        {
            throw new ArgumentException("The stock is not that of the request's lines, packed by the board's index.", nameof(snapshot));
        }
    }
}
