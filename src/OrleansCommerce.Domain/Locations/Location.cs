using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Locations;

/// <summary>A place that holds stock, as its retailer describes it. Coordinates are WGS 84 degrees; times are local to <see cref="TimeZone"/>.</summary>
public sealed record Location(
    string Name, LocationKind Kind, double Latitude, double Longitude, string TimeZone, ImmutableArray<string> Services,
    ImmutableArray<OpeningHours> Hours, ImmutableArray<string> Holidays, string? CutOff, int? SlotMinutes, int? PickCapacityPerSlot,
    int? PickLeadMinutes, ImmutableArray<string> Carriers, string? Region)
{
    /// <summary>Arrays are compared by content: the same description sent twice is the same.</summary>
    public bool Equals(Location? other) =>
        other is not null && (Name, Kind, Latitude, Longitude, TimeZone, CutOff, SlotMinutes, PickCapacityPerSlot, PickLeadMinutes, Region)
            .Equals((other.Name, other.Kind, other.Latitude, other.Longitude, other.TimeZone, other.CutOff, other.SlotMinutes,
                other.PickCapacityPerSlot, other.PickLeadMinutes, other.Region))
        && Services.SequenceEqual(other.Services) && Hours.SequenceEqual(other.Hours)
        && Holidays.SequenceEqual(other.Holidays) && Carriers.SequenceEqual(other.Carriers);

    public override int GetHashCode() => Name.Length;
}

public enum LocationKind
{
    Store,
    Warehouse,
    Supplier,
}

/// <summary>Open from <see cref="Open"/> to <see cref="Close"/> (<c>HH:mm</c>) on <see cref="Days"/> (<c>mon</c> … <c>sun</c>).</summary>
public sealed record OpeningHours(ImmutableArray<string> Days, string Open, string Close)
{
    public bool Equals(OpeningHours? other) =>
        other is not null && Open == other.Open && Close == other.Close && Days.SequenceEqual(other.Days);

    public override int GetHashCode() => Days.Length;
}
