using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Server.Http.Routing;

/// <summary>Words of a policy by the names that the public contract gives them. Null: there is no such word.</summary>
public static class PolicyNames
{
    public static RoutingTier? Rung(string? name) => name switch
    {
        "nextSlot" => RoutingTier.NextSlot,
        "otherStore" => RoutingTier.OtherStore,
        "shipToStore" => RoutingTier.ShipToStore,
        "delivery" => RoutingTier.Delivery,
        "backorder" => RoutingTier.Backorder,
        _ => null,
    };

    public static string Of(RoutingTier rung) => rung switch
    {
        RoutingTier.NextSlot => "nextSlot",
        RoutingTier.OtherStore => "otherStore",
        RoutingTier.ShipToStore => "shipToStore",
        RoutingTier.Delivery => "delivery",
        RoutingTier.Backorder => "backorder",
        _ => throw new InvalidOperationException($"{rung} is no rung of a ladder."),
    };

    public static RuleEffect? Effect(string? name) => name switch
    {
        "require" => RuleEffect.Require,
        "forbid" => RuleEffect.Forbid,
        "prefer" => RuleEffect.Prefer,
        "avoid" => RuleEffect.Avoid,
        _ => null,
    };

    public static string Of(RuleEffect effect) => effect switch
    {
        RuleEffect.Require => "require",
        RuleEffect.Forbid => "forbid",
        RuleEffect.Prefer => "prefer",
        RuleEffect.Avoid => "avoid",
        _ => throw new InvalidOperationException($"No rule can {effect}."),
    };

    public static LocationKind? Kind(string? name) => name switch
    {
        "store" => LocationKind.Store,
        "warehouse" => LocationKind.Warehouse,
        "supplier" => LocationKind.Supplier,
        _ => null,
    };

    public static string Of(LocationKind kind) => kind switch
    {
        LocationKind.Store => "store",
        LocationKind.Warehouse => "warehouse",
        LocationKind.Supplier => "supplier",
        _ => throw new InvalidOperationException($"No location is a {kind}."),
    };
}
