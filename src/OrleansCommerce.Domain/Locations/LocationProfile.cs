using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Locations;

/// <summary>
/// A location's description, read and found to be right: what schedules, capacity and routing work with. Made by
/// <see cref="ProfileReader.Read"/> alone. Minutes are of the local day.
/// </summary>
public sealed class LocationProfile
{
    /// <summary>Minutes of a slot where the description names none.</summary>
    public const int SlotMinutesDefault = 60;

    internal LocationProfile()
    {
    }

    public required LocationKind Kind { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Latitude { get; init; }
    public required double Longitude { get; init; }

    /// <summary>An IANA name. Whoever makes a <c>Schedule</c> looks its rules up.</summary>
    public required string TimeZone { get; init; }
    public required LocationServices Services { get; init; }

    /// <summary>By day and opening; none overlaps another. Empty: always open.</summary>
    public required ImmutableArray<WeeklyHours> Hours { get; init; }

    /// <summary>Local days on which it does not open, ascending.</summary>
    public required ImmutableArray<DateOnly> Holidays { get; init; }

    /// <summary>Until then an order still leaves on the same day. Null: it leaves as soon as it is picked.</summary>
    public required int? CutOffMinute { get; init; }
    public required int SlotMinutes { get; init; }

    /// <summary>Fulfilments per slot. Null: not limited.</summary>
    public required int? PickCapacityPerSlot { get; init; }

    /// <summary>Minutes of opening time from an order to its goods being ready.</summary>
    public required int PickLeadMinutes { get; init; }
    public required ImmutableArray<string> Carriers { get; init; }
    public required string? Region { get; init; }
}

/// <summary>
/// Opens on <see cref="Day"/> at <see cref="OpenMinute"/> of the local day for <see cref="Minutes"/> on the wall clock, past midnight too.
/// </summary>
public readonly record struct WeeklyHours(DayOfWeek Day, int OpenMinute, int Minutes)
{
    /// <summary>Minutes since Sunday, 00:00.</summary>
    public int WeekMinute => ((int)Day * LocationLimits.DayMinutes) + OpenMinute;
}
