using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing;

/// <summary>Says what is wrong with a policy's rules, each by itself and each with the others.</summary>
internal static class RuleCheck
{
    public static void AddTo(List<InvalidField> found, RoutingPolicy policy)
    {
        var rules = policy.Rules;
        PolicyCheck.Check(rules.Length <= PolicyCheck.RulesMax, "rules", $"At most {PolicyCheck.RulesMax} entries.", found);
        for (var i = 0; i < rules.Length; i++)
        {
            CheckAlone(policy, i, found);
            for (var j = 0; j < i; j++)
            {
                CheckPair(rules[i], i, rules[j], j, found);
            }
        }
    }

    private static void CheckAlone(RoutingPolicy policy, int at, List<InvalidField> found)
    {
        var (rule, field) = (policy.Rules[at], $"rules[{at}]");
        var isFirst = policy.Rules.Take(at).All(other => other.Id != rule.Id);
        PolicyCheck.Check(Identifier.IsValid(rule.Id) && isFirst, $"{field}.id", "An id, each once.", found);
        PolicyCheck.Check(Enum.IsDefined(rule.Effect), $"{field}.effect", "One of require, forbid, prefer, avoid.", found);
        PolicyCheck.Check(
            rule.IsHard ? rule.Penalty == 0 : rule.Penalty is > 0 and <= PolicyCheck.WeightMax, $"{field}.penalty",
            $"Above 0, up to {PolicyCheck.WeightMax}, for prefer and avoid; none for require and forbid.", found);
        PolicyCheck.Check(
            !rule.Where.IsEmpty || !rule.Carriers.IsEmpty, $"{field}.where", "A rule that names neither locations nor carriers says nothing, or everything.", found);
        PolicyCheck.Check(
            rule.When.Methods is null or (> FulfilmentMethods.None and <= FulfilmentMethods.All), $"{field}.when.methods", "Methods that there are.", found);
        for (var i = 0; i < rule.Where.Kinds.Length; i++)
        {
            PolicyCheck.Check(Enum.IsDefined(rule.Where.Kinds[i]), $"{field}.where.kinds[{i}]", "One of store, warehouse, supplier.", found);
        }

        for (var i = 0; i < rule.Carriers.Length; i++)
        {
            var name = rule.Carriers[i];
            var isKnown = policy.Carriers.IsEmpty || policy.Carriers.Any(carrier => carrier.Name == name);
            PolicyCheck.Check(isKnown, $"{field}.carriers[{i}]", "A carrier that the policy has terms for.", found);
        }
    }

    /// <summary>Two hard rules that may speak to the same request and can't both be kept.</summary>
    private static void CheckPair(RoutingRule rule, int at, RoutingRule other, int otherAt, List<InvalidField> found)
    {
        if (!rule.IsHard || !other.IsHard || !Meet(rule.When, other.When) || rule.Carriers.IsEmpty != other.Carriers.IsEmpty)
        {
            return;
        }

        var isAgainst = rule.Effect != other.Effect
            ? Covers(Forbid(rule, other), Require(rule, other))
            : rule.Effect == RuleEffect.Require && AreApart(rule, other);
        PolicyCheck.Check(!isAgainst, $"rules[{at}]", $"Contradicts rules[{otherAt}]: no location could keep both.", found);
    }

    private static RoutingRule Forbid(RoutingRule x, RoutingRule y) => x.Effect == RuleEffect.Forbid ? x : y;

    private static RoutingRule Require(RoutingRule x, RoutingRule y) => x.Effect == RuleEffect.Forbid ? y : x;

    private static bool Meet(RuleCondition x, RuleCondition y) =>
        Meet(x.ProductTypes, y.ProductTypes) && Meet(x.Regions, y.Regions) && Meet(x.Channels, y.Channels)
        && ((x.Methods ?? FulfilmentMethods.All) & (y.Methods ?? FulfilmentMethods.All)) != 0;

    private static bool Meet(ImmutableArray<string> x, ImmutableArray<string> y) =>
        x.IsEmpty || y.IsEmpty || x.Intersect(y, StringComparer.Ordinal).Any();

    /// <summary>Whatever the second requires the first forbids.</summary>
    private static bool Covers(RoutingRule forbids, RoutingRule requires) =>
        Covers(forbids.Where.LocationIds, requires.Where.LocationIds) && Covers(forbids.Where.Regions, requires.Where.Regions)
        && Covers(forbids.Where.Kinds, requires.Where.Kinds) && Covers(forbids.Carriers, requires.Carriers);

    private static bool Covers<T>(ImmutableArray<T> forbids, ImmutableArray<T> requires) =>
        forbids.IsEmpty || (!requires.IsEmpty && requires.All(forbids.Contains));

    private static bool AreApart(RoutingRule x, RoutingRule y) =>
        !x.Carriers.IsEmpty
            ? AreApart(x.Carriers, y.Carriers) && x.Where.IsEmpty && y.Where.IsEmpty
            : AreApart(x.Where.LocationIds, y.Where.LocationIds) || AreApart(x.Where.Regions, y.Where.Regions)
                || AreApart(x.Where.Kinds, y.Where.Kinds);

    private static bool AreApart<T>(ImmutableArray<T> x, ImmutableArray<T> y) => !x.IsEmpty && !y.IsEmpty && !x.Any(y.Contains);
}
