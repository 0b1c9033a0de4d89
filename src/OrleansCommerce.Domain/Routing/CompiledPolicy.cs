using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing;

/// <summary>A policy worked out for the boards of one shape: which locations each rule names, and which carriers each location has, as bits.</summary>
internal sealed class CompiledPolicy
{
    /// <summary>Every carrier that neither the policy's terms nor its rules name.</summary>
    private const int OtherCarrier = 63;

    private readonly ulong[] _carriers;

    public CompiledPolicy(RoutingPolicy policy, LocationBoard board)
    {
        (Policy, Shape) = (policy, board.Shape);
        Terms = [.. policy.Carriers];
        if (Terms.IsEmpty)
        {
            var named = policy.Rules.SelectMany(rule => rule.Carriers).Distinct(StringComparer.Ordinal).Take(OtherCarrier);
            Terms = [.. named.Select(name => CarrierTerms.Default with { Name = name })];
            HasOthers = true;
        }

        _carriers = new ulong[board.Count];
        for (var i = 0; i < board.Count; i++)
        {
            _carriers[i] = board[i].Carriers.IsDefaultOrEmpty ? AllCarriers : Bits(board[i].Carriers);
        }

        Rules = [.. policy.Rules.Select(rule => new CompiledRule(rule, board, Bits(rule.Carriers)))];
    }

    public RoutingPolicy Policy { get; }
    public object Shape { get; }
    public ImmutableArray<CarrierTerms> Terms { get; }
    public bool HasOthers { get; }
    public ImmutableArray<CompiledRule> Rules { get; }

    public ulong AllCarriers =>
        (Terms.Length == 64 ? ulong.MaxValue : (1UL << Terms.Length) - 1) | (HasOthers ? 1UL << OtherCarrier : 0);

    public ulong CarriersOf(int location) => _carriers[location];

    public bool IsNamed(string carrier) => IndexOf(carrier) >= 0;

    public CarrierTerms TermsOf(int carrier) => carrier < Terms.Length ? Terms[carrier] : CarrierTerms.Default;

    private ulong Bits(ImmutableArray<string> names)
    {
        var bits = 0UL;
        foreach (var name in names)
        {
            var at = IndexOf(name);
            bits |= at >= 0 ? 1UL << at : HasOthers ? 1UL << OtherCarrier : 0;
        }

        return bits;
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < Terms.Length; i++)
        {
            if (Terms[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>A rule, and the locations it names as bits.</summary>
internal sealed class CompiledRule
{
    private readonly ulong[] _named;

    public CompiledRule(RoutingRule rule, LocationBoard board, ulong carriers)
    {
        (Rule, Carriers) = (rule, carriers);
        _named = new ulong[(board.Count + 63) / 64];
        var ids = rule.Where.LocationIds.ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < board.Count; i++)
        {
            var facts = board[i];
            var isNamed = (ids.Count == 0 || ids.Contains(facts.LocationId))
                && (rule.Where.Regions.IsEmpty || (facts.Region is { } region && rule.Where.Regions.Contains(region)))
                && (rule.Where.Kinds.IsEmpty || rule.Where.Kinds.Contains(facts.Kind));
            _named[i / 64] |= isNamed ? 1UL << (i % 64) : 0;
        }
    }

    public RoutingRule Rule { get; }
    public ulong Carriers { get; }
    public bool IsOfCarriers => !Rule.Carriers.IsEmpty;

    public bool Names(int location) => (_named[location / 64] >> (location % 64) & 1) == 1;

    /// <summary>Whether a location breaks this rule, or goes against its wish.</summary>
    public bool IsAgainst(int location) => Rule.Effect is RuleEffect.Require or RuleEffect.Prefer ? !Names(location) : Names(location);
}
