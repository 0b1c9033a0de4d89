namespace OrleansCommerce.Domain.Routing;

/// <summary>How goods reach a customer. The names of the public contract are these with a small first letter.</summary>
[Flags]
public enum FulfilmentMethods
{
    None = 0,
    Pickup = 1,
    Curbside = 2,
    Delivery = 4,
    ShipToStore = 8,
    Backorder = 16,
    All = Pickup | Curbside | Delivery | ShipToStore | Backorder,
}

/// <summary>How near an answer comes to what was asked: the first is exactly that.</summary>
public enum RoutingTier
{
    Live,
    /// <summary>Here, but later.</summary>
    NextSlot,
    OtherStore,
    ShipToStore,
    Delivery,
    Backorder,
}

/// <summary>The tiers as answers name them.</summary>
public static class TierNames
{
    public static string Of(RoutingTier tier) => tier switch
    {
        RoutingTier.Live => "live",
        RoutingTier.NextSlot => "next-slot",
        RoutingTier.OtherStore => "other-store",
        RoutingTier.ShipToStore => "ship-to-store",
        RoutingTier.Delivery => "delivery",
        RoutingTier.Backorder => "backorder",
        _ => throw new InvalidOperationException($"There is no tier {tier}."),
    };
}
