namespace OrleansCommerce.Domain.Locations;

/// <summary>What a location does for customers. Their names are in <see cref="ServiceNames"/>.</summary>
[Flags]
public enum LocationServices
{
    None = 0,
    Pickup = 1,
    Curbside = 2,
    ShipFrom = 4,
    Returns = 8,
}

/// <summary>The services by the names that the public contract gives them.</summary>
public static class ServiceNames
{
    /// <summary>Null: there is no such service.</summary>
    public static LocationServices? Find(string name) => name switch
    {
        "pickup" => LocationServices.Pickup,
        "curbside" => LocationServices.Curbside,
        "shipFrom" => LocationServices.ShipFrom,
        "returns" => LocationServices.Returns,
        _ => null,
    };
}
