using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing;

/// <summary>
/// A wish or a must. It speaks when the request has what <see cref="When"/> names, of the locations that <see cref="Where"/> names; an
/// empty list names all. With <see cref="Carriers"/> it speaks of the carriers that those locations may send with instead. Require and forbid are hard, prefer and avoid cost
/// <see cref="Penalty"/>: per fulfilment, or where product types are named per line of them.
/// </summary>
public sealed record RoutingRule(string Id, RuleEffect Effect)
{
    public RuleCondition When { get; init; } = new();
    public RuleTarget Where { get; init; } = new();
    public ImmutableArray<string> Carriers { get; init; } = [];

    /// <summary>For prefer and avoid alone.</summary>
    public double Penalty { get; init; }

    public bool IsHard => Effect is RuleEffect.Require or RuleEffect.Forbid;
}

public enum RuleEffect
{
    /// <summary>Only what it names.</summary>
    Require,
    /// <summary>Never what it names.</summary>
    Forbid,
    /// <summary>Whatever it does not name costs more.</summary>
    Prefer,
    /// <summary>What it names costs more.</summary>
    Avoid,
}

/// <summary>Which requests, or which of their lines, a rule speaks to.</summary>
public sealed record RuleCondition
{
    public ImmutableArray<string> ProductTypes { get; init; } = [];

    /// <summary>Regions of the destination.</summary>
    public ImmutableArray<string> Regions { get; init; } = [];
    public ImmutableArray<string> Channels { get; init; } = [];

    /// <summary>Null: all.</summary>
    public FulfilmentMethods? Methods { get; init; }
}

/// <summary>Which locations a rule speaks of: those that are in every list that is not empty.</summary>
public sealed record RuleTarget
{
    public ImmutableArray<string> LocationIds { get; init; } = [];
    public ImmutableArray<string> Regions { get; init; } = [];
    public ImmutableArray<Locations.LocationKind> Kinds { get; init; } = [];

    public bool IsEmpty => LocationIds.IsEmpty && Regions.IsEmpty && Kinds.IsEmpty;
}
