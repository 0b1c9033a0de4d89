using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing;

/// <summary>The rules that speak to one request served by one method, sorted by what they speak of.</summary>
internal sealed class ActiveRules
{
    private readonly List<CompiledRule> _hard = [];
    private readonly List<CompiledRule> _soft = [];
    private readonly List<(CompiledRule Rule, bool[] Lines)> _ofLines = [];
    private readonly List<CompiledRule> _ofCarriers = [];
    private readonly CompiledPolicy _policy;

    public ActiveRules(CompiledPolicy policy, RoutingRequest request, FulfilmentMethods method)
    {
        _policy = policy;
        foreach (var rule in policy.Rules)
        {
            var when = rule.Rule.When;
            var isSpoken = (when.Methods is null || (when.Methods.Value & method) != 0)
                && (when.Channels.IsEmpty || when.Channels.Contains(request.Channel))
                && (when.Regions.IsEmpty || (request.DestinationRegion is { } region && when.Regions.Contains(region)));
            if (isSpoken)
            {
                Add(rule, request.Lines);
            }
        }
    }

    public bool HasLineRules => _ofLines.Count > 0;

    /// <summary>The first hard rule that shuts the location out whatever it gives; null: none.</summary>
    public CompiledRule? Broken(int location)
    {
        foreach (var rule in _hard)
        {
            if (rule.IsAgainst(location))
            {
                return rule;
            }
        }

        return null;
    }

    /// <summary>The first hard rule that keeps a line from the location; null: none.</summary>
    public CompiledRule? BrokenBy(int location, int line)
    {
        foreach (var (rule, lines) in _ofLines)
        {
            if (lines[line] && rule.Rule.IsHard && rule.IsAgainst(location))
            {
                return rule;
            }
        }

        return null;
    }

    public double Penalty(int location)
    {
        var sum = 0.0;
        foreach (var rule in _soft)
        {
            sum += rule.IsAgainst(location) ? rule.Rule.Penalty : 0;
        }

        return sum;
    }

    public double Penalty(int location, int line)
    {
        var sum = 0.0;
        foreach (var (rule, lines) in _ofLines)
        {
            sum += lines[line] && !rule.Rule.IsHard && rule.IsAgainst(location) ? rule.Rule.Penalty : 0;
        }

        return sum;
    }

    /// <summary>The carriers that a location may send with.</summary>
    public ulong Carriers(int location)
    {
        var carriers = _policy.CarriersOf(location);
        foreach (var rule in _ofCarriers)
        {
            if (rule.Rule.IsHard && rule.Names(location))
            {
                carriers &= rule.Rule.Effect == RuleEffect.Require ? rule.Carriers : ~rule.Carriers;
            }
        }

        return carriers;
    }

    /// <summary>The carrier rule that leaves a location with none; null: it is not the rules.</summary>
    public CompiledRule? BrokenByCarriers(int location) =>
        _policy.CarriersOf(location) == 0 ? null : _ofCarriers.Find(rule => rule.Rule.IsHard && rule.Names(location));

    public double CarrierPenalty(int location, int carrier)
    {
        var sum = 0.0;
        foreach (var rule in _ofCarriers)
        {
            var isNamed = (rule.Carriers >> carrier & 1) == 1;
            sum += !rule.Rule.IsHard && rule.Names(location) && isNamed == (rule.Rule.Effect == RuleEffect.Avoid) ? rule.Rule.Penalty : 0;
        }

        return sum;
    }

    private void Add(CompiledRule rule, ImmutableArray<RequestLine> lines)
    {
        var types = rule.Rule.When.ProductTypes;
        bool[] spoken = [.. lines.Select(line => types.IsEmpty || (line.ProductType is { } type && types.Contains(type)))];
        if (!spoken.Contains(true))
        {
            return;
        }

        // One parcel has one carrier, so a rule for some of its lines is one for all of it.
        if (rule.IsOfCarriers)
        {
            _ofCarriers.Add(rule);
        }
        else if (!types.IsEmpty)
        {
            _ofLines.Add((rule, spoken));
        }
        else
        {
            (rule.Rule.IsHard ? _hard : _soft).Add(rule);
        }
    }
}
