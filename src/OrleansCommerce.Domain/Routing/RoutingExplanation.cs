using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing;

/// <summary>
/// Why not another location, for every one of them. Worked out when asked, from the same values that the decision was made of, since
/// most are never asked for.
/// </summary>
public sealed class RoutingExplanation
{
    private readonly ImmutableArray<RoutingView> _views;
    private readonly ImmutableArray<RoutingOption> _options;
    private readonly LocationBoard _board;

    internal RoutingExplanation(ImmutableArray<RoutingView> views, ImmutableArray<RoutingOption> options, LocationBoard board) =>
        (_views, _options, _board) = (views, options, board);

    /// <summary>It was too late to list all that were asked for.</summary>
    public bool IsCut { get; private set; }

    /// <summary>
    /// Why this location has no part in any option; null: it has one. A location has the reasons of every method that was tried, but if it
    /// could have served by one of them it is <see cref="ReasonCodes.Dominated"/> alone.
    /// </summary>
    public Rejection? WhyNot(string locationId)
    {
        if (_options.Any(option => option.Fulfilments.Any(fulfilment => fulfilment.LocationId == locationId)))
        {
            return null;
        }

        if (_board.Index.Find(locationId) is not { } location)
        {
            return new(locationId, [ReasonCodes.Unknown], [], null, null, null);
        }

        var reasons = new List<string>();
        foreach (var view in _views)
        {
            var found = ReasonsOf(view, location);
            if (found.Count == 0)
            {
                return new(locationId, [ReasonCodes.Dominated], [], Km(view, location), null, ExtraCost(view, location));
            }

            reasons.AddRange(found.Except(reasons));
        }

        var first = _views[0];
        var isTooFar = reasons.Contains(ReasonCodes.TooFar);
        return new(
            locationId, [.. reasons], reasons.Contains(ReasonCodes.NotEnoughStock) ? Shortfalls(first, location) : [], Km(first, location),
            isTooFar ? _views.Max(view => view.KmMax) : null, null);
    }

    /// <summary>
    /// Every location that has no part, the nearest first; those without coordinates last. Once it is too late no more are listed
    /// (<see cref="IsCut"/>).
    /// </summary>
    /// <param name="isLate">Asked before each of them; null: it is never too late.</param>
    public IEnumerable<Rejection> Rejections(Func<bool>? isLate = null)
    {
        if (_views.IsEmpty)
        {
            yield break;
        }

        var view = _views[0];
        var nearestFirst = Enumerable.Range(0, _board.Count)
            .OrderBy(location => view.IsKnownPlace(location) ? view.ChordSquared(location) : double.MaxValue).ThenBy(location => location);
        foreach (var location in nearestFirst)
        {
            if (isLate is not null && isLate())
            {
                IsCut = true;
                yield break;
            }

            if (WhyNot(_board.Index.Ids[location]) is { } rejection)
            {
                yield return rejection;
            }
        }
    }

    private static double? Km(RoutingView view, int location) => view.HasPlace && view.IsKnownPlace(location) ? view.Km(location) : null;

    private static List<string> ReasonsOf(RoutingView view, int location)
    {
        var reasons = new List<string>();
        Add(reasons, view.IsExcluded(location), ReasonCodes.Excluded);
        Add(reasons, !view.HasService(location), ReasonCodes.NoService);
        Add(reasons, !view.IsKnownPlace(location), ReasonCodes.NoCoordinates);
        Add(reasons, view.IsKnownPlace(location) && !view.IsNear(view.ChordSquared(location)), ReasonCodes.TooFar);
        string? why;
        if (view.IsPickup)
        {
            view.Slot(location, out why);
        }
        else
        {
            view.Ship(location, view.Km(location), out why);
        }

        Add(reasons, why is not null && why != ReasonCodes.NoCarrier, why!);
        AddRules(reasons, view, location, why == ReasonCodes.NoCarrier);
        var served = Enumerable.Range(0, view.Request.Lines.Length).Count(line => CanGive(view, location, line));
        Add(reasons, view.IsPickup ? served < view.Request.Lines.Length : served == 0, ReasonCodes.NotEnoughStock);
        return reasons;
    }

    private static void AddRules(List<string> reasons, RoutingView view, int location, bool hasNoCarrier)
    {
        if (view.Rules.Broken(location) is { } rule)
        {
            reasons.Add(ReasonCodes.RulePrefix + rule.Rule.Id);
        }

        if (hasNoCarrier)
        {
            reasons.Add(view.Rules.BrokenByCarriers(location) is { } broken ? ReasonCodes.RulePrefix + broken.Rule.Id : ReasonCodes.NoCarrier);
        }

        var ofLines = Enumerable.Range(0, view.Request.Lines.Length).Select(line => view.Rules.BrokenBy(location, line)).ToList();
        if (view.IsPickup ? ofLines.Exists(broken => broken is not null) : !ofLines.Contains(null))
        {
            reasons.AddRange(ofLines.OfType<CompiledRule>().Select(broken => ReasonCodes.RulePrefix + broken.Rule.Id).Except(reasons).Distinct());
        }
    }

    /// <summary>For a pickup all of a line; for a parcel whatever part of it may be sent.</summary>
    private static bool CanGive(RoutingView view, int location, int line)
    {
        var (available, confidence) = view.Snapshot.Stock[line].At(location);
        var usable = view.Usable(available, confidence);
        return usable >= view.Request.Lines[line].Quantity
            || (!view.IsPickup && usable > 0 && view.Compiled.Policy.Limits.LinePartsMax > 1);
    }

    private static ImmutableArray<LineShortfall> Shortfalls(RoutingView view, int location) =>
    [
        .. Enumerable.Range(0, view.Request.Lines.Length).Select(line =>
        {
            var (available, confidence) = view.Snapshot.Stock[line].At(location);
            var usable = view.Usable(available, confidence);
            return new LineShortfall(view.Request.Lines[line].Sku, view.Request.Lines[line].Quantity, usable, available - usable);
        }).Where(line => line.Available < line.Requested),
    ];

    /// <summary>Of a pickup, which serves everything alone, the cost is known. Null for a parcel, and where nothing was found.</summary>
    private double? ExtraCost(RoutingView view, int location)
    {
        if (!view.IsPickup || _options.IsEmpty || view.Slot(location, out _) is not { } slot)
        {
            return null;
        }

        var cost = view.OpenCost(location, view.Km(location), null, slot.Slot.Start).Total;
        for (var line = 0; line < view.Request.Lines.Length; line++)
        {
            var (available, confidence) = view.Snapshot.Stock[line].At(location);
            cost += view.PickCost(location, line, available, confidence).Total;
        }

        return cost - _options[0].Cost.Total;
    }

    private static void Add(List<string> reasons, bool isSo, string reason)
    {
        if (isSo)
        {
            reasons.Add(reason);
        }
    }
}
