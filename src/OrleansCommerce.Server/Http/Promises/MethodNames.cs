using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Server.Http.Promises;

/// <summary>The methods of fulfilment by the names that the public contract gives them.</summary>
public static class MethodNames
{
    public const string All = "pickup, curbside, delivery, shipToStore, backorder";

    /// <summary>Null: there is no such method.</summary>
    public static FulfilmentMethods? Find(string? name) => name switch
    {
        "pickup" => FulfilmentMethods.Pickup,
        "curbside" => FulfilmentMethods.Curbside,
        "delivery" => FulfilmentMethods.Delivery,
        "shipToStore" => FulfilmentMethods.ShipToStore,
        "backorder" => FulfilmentMethods.Backorder,
        _ => null,
    };

    public static string Of(FulfilmentMethods method) => method switch
    {
        FulfilmentMethods.Pickup => "pickup",
        FulfilmentMethods.Curbside => "curbside",
        FulfilmentMethods.Delivery => "delivery",
        FulfilmentMethods.ShipToStore => "shipToStore",
        FulfilmentMethods.Backorder => "backorder",
        _ => throw new InvalidOperationException($"No option is served by {method}."),
    };
}
