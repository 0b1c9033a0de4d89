using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations;

namespace OrleansCommerce.Server.Http.Registers;

/// <summary>What a retailer says of a location. Without hours it is always open.</summary>
public abstract record LocationFields
{
    public string? Name { get; init; }

    /// <summary><c>store</c>, <c>warehouse</c> or <c>supplier</c>.</summary>
    public string? Kind { get; init; }

    public double? Latitude { get; init; }
    public double? Longitude { get; init; }

    /// <summary>An IANA name; UTC where nothing depends on it and nothing is said.</summary>
    public string? TimeZone { get; init; }

    public IReadOnlyList<string?>? Services { get; init; }
    public IReadOnlyList<OpeningHoursBody?>? Hours { get; init; }

    /// <summary>Days on which it is closed, <c>yyyy-MM-dd</c>.</summary>
    public IReadOnlyList<string?>? Holidays { get; init; }

    /// <summary>Local time until which an order still leaves on the same day, <c>HH:mm</c>.</summary>
    public string? CutOff { get; init; }

    public int? SlotMinutes { get; init; }
    public int? PickCapacityPerSlot { get; init; }
    public int? PickLeadMinutes { get; init; }
    public IReadOnlyList<string?>? Carriers { get; init; }
    public string? Region { get; init; }
}

/// <summary>A location as its retailer describes it.</summary>
public sealed record LocationBody : LocationFields;

/// <summary>Open from <c>open</c> to <c>close</c> (<c>HH:mm</c>, local) on <c>days</c> (<c>mon</c> … <c>sun</c>).</summary>
public sealed record OpeningHoursBody(IReadOnlyList<string?>? Days, string? Open, string? Close);

/// <summary>A location with its id.</summary>
public sealed record LocationView : LocationFields
{
    public required string LocationId { get; init; }

    public static LocationView Of(string locationId, Location location) => new()
    {
        LocationId = locationId,
        Name = location.Name,
        Kind = location.Kind switch
        {
            LocationKind.Store => "store",
            LocationKind.Warehouse => "warehouse",
            LocationKind.Supplier => "supplier",
            _ => throw new InvalidOperationException($"No location is a {location.Kind}."),
        },
        Latitude = location.Latitude,
        Longitude = location.Longitude,
        TimeZone = location.TimeZone,
        Services = location.Services,
        Hours = [.. location.Hours.Select(hours => new OpeningHoursBody(hours.Days, hours.Open, hours.Close))],
        Holidays = location.Holidays,
        CutOff = location.CutOff,
        SlotMinutes = location.SlotMinutes,
        PickCapacityPerSlot = location.PickCapacityPerSlot,
        PickLeadMinutes = location.PickLeadMinutes,
        Carriers = location.Carriers,
        Region = location.Region,
    };
}

/// <summary>A page of locations, in the order of their ids.</summary>
/// <param name="Next">The cursor of the next page; left out on the last.</param>
public sealed record LocationPage(ImmutableArray<LocationView> Items, string? Next);
