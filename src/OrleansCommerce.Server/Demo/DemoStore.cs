namespace OrleansCommerce.Server.Demo;

/// <summary>A store of the demo. Coordinates are degrees, WGS 84.</summary>
public sealed record DemoStore(
    string Id,
    string Name,
    string City,
    string State,
    string PostalCode,
    double Latitude,
    double Longitude);
